/* SPDX-License-Identifier: MIT */
/*
 * client.c - tls.h as applications call it: errno instead of -errno. This is the one
 * file of net/ that belongs to the program's side of libc, as its calls do.
 */
#include <errno.h>
#include <stddef.h>

#include <net/tls.h>
#include <net/tls_anchors.h>
#include "file.h"

int tls_client(int fd, const struct tls_config *cfg, struct tls_report *why)
{
	struct tls_report unwanted;
	struct tls_trust trust = { tls_anchors, tls_anchor_count };
	int result = tls_file_open(fd, cfg, trust, why ? why : &unwanted);

	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}

int tls_status(int fd, struct tls_report *why)
{
	int err = tls_file_status(fd, why);

	if (err == 0)
		return 0;
	errno = -err;
	return -1;
}
