/* SPDX-License-Identifier: MIT */
/*
 * tls_session_fuzz.c - any bytes as what a server sends: the handshake, the certificate
 * verifier in it, and what follows. The first byte says how many come at a time.
 */
#include <string.h>

#include <core/compiler.h>
#include "../session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct script {
	const uint8_t *data;
	size_t left, step;
};

static ssize_t swallow(void *ctx, const void *buf, size_t len)
{
	(void)ctx, (void)buf;
	return (ssize_t)len;
}

static ssize_t speak(void *ctx, void *buf, size_t len)
{
	struct script *s = ctx;

	len = MIN(len, MIN(s->left, s->step));
	memcpy(buf, s->data, len);
	s->data += len;
	s->left -= len;
	return (ssize_t)len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tls_session session;
	struct script script = { data + 1, size - 1, size > 0 && data[0] ? data[0] : 4096 };
	struct tls_transport io = { swallow, speak, &script };
	char plain[64];

	if (size == 0 || session_start(&session, "example.test", (struct tls_trust){ NULL, 0 }))
		return 0;
	/* Nobody is trusted: whatever it says, no server gets past the handshake. */
	if (session_handshake(&session, &io) == 0 || session.why.text[0] == 0)
		__builtin_trap();
	session_read(&session, &io, &(struct iovec){ plain, sizeof(plain) }, 1);
	session_wipe(&session);
	return 0;
}
