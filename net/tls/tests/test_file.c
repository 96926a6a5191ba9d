/* SPDX-License-Identifier: MIT */
/*
 * test_file.c - TLS as a descriptor: readiness, waiting, references, the inner
 * descriptor. The server is the one of peer.h behind a file of its own.
 */
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/file.h>
#include <core/random.h>
#include <net/tls_anchors.h>
#include <test/host.h>
#include <test/test.h>
#include "../file.h"
#include "peer.h"

#define TODAY 1767225600ll /* the day of the generated chains */

static struct peer peer;
static struct file inner;
static unsigned released;
static bool silent; /* the server does nothing */

static void run_server(void)
{
	if (!silent)
		peer_run(&peer);
}

static ssize_t inner_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	(void)f, (void)off;
	CHECK_EQ(n, 1);
	run_server();
	return pipe_take(&peer.out, iov->iov_base, iov->iov_len);
}

static ssize_t inner_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	(void)f, (void)off;
	CHECK_EQ(n, 1);
	return pipe_put(&peer.in, iov->iov_base, iov->iov_len);
}

static short inner_poll(struct file *f)
{
	(void)f;
	run_server();
	bool readable = peer.out.from < peer.out.to || peer.out.ended;
	bool writable = peer.in.to - peer.in.from < (peer.in.room ? peer.in.room : PIPE_SIZE);

	return (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
}

static void inner_release(struct file *f)
{
	(void)f;
	released++;
}

static const struct file_ops inner_ops = {
	.kind = "peer",
	.readv = inner_readv,
	.writev = inner_writev,
	.poll = inner_poll,
	.release = inner_release,
};

/* A descriptor whose other end is the server. */
static int open_inner(int flags)
{
	peer_start(&peer, PEER_EC);
	file_init(&inner, &inner_ops, O_RDWR | flags);
	clock_set_wall(TODAY * (int64_t)NSEC_PER_SEC);
	random_add("test", "0123456789abcdef0123456789abcdef", 32, 256);
	return fd_install(&inner, 0, 0);
}

static int open_tls(int fd, const char *host, struct tls_report *why)
{
	struct tls_trust trust = { tls_anchors, tls_anchor_count };
	struct tls_config cfg = { .host = host };

	return tls_file_open(fd, &cfg, trust, why);
}

static int connect_tls(int flags)
{
	struct tls_report why;
	int fd = open_tls(open_inner(flags), "good.test", &why);

	CHECK_STR(why.text, "");
	CHECK(fd >= 0);
	return fd;
}

static ssize_t put(struct file *f, const char *text)
{
	return f->ops->writev(f, &(struct iovec){ (void *)text, strlen(text) }, 1, -1);
}

static ssize_t take(struct file *f, char *buf, size_t len)
{
	return f->ops->readv(f, &(struct iovec){ buf, len }, 1, -1);
}

TEST(tls_file_takes_the_place_of_its_descriptor)
{
	int before = fd_count();
	int raw = open_inner(0);
	struct tls_report why;
	int fd = open_tls(raw, "good.test", &why);

	NEED(fd >= 0);
	CHECK(file_get(raw) == NULL);
	CHECK_EQ(fd_count(), before + 1);
	CHECK_EQ(released, 0);
	CHECK_EQ(fd_close(fd), 0);
	CHECK_EQ(released, 1);
	CHECK_EQ(fd_count(), before);
	peer_run(&peer);
	CHECK_EQ(br_ssl_engine_last_error(&peer.server.eng), BR_ERR_OK); /* close_notify came */
	CHECK_EQ(br_ssl_engine_current_state(&peer.server.eng), BR_SSL_CLOSED);
}

TEST(tls_file_leaves_the_descriptor_when_refused)
{
	int raw = open_inner(0), before = fd_count();
	struct tls_report why;

	CHECK_EQ(open_tls(raw, "other.test", &why), -EPROTO);
	CHECK_EQ(why.error, TLS_ERR_WRONG_NAME);
	CHECK_EQ(fd_count(), before);
	CHECK_EQ(released, 0);
	CHECK_EQ(fd_close(raw), 0);
	CHECK_EQ(released, 1);
}

TEST(tls_file_wants_a_stream)
{
	struct tls_report why;

	CHECK_EQ(open_tls(200, "good.test", &why), -EBADF);
	CHECK_EQ(why.error, -EBADF);
	CHECK_EQ(tls_file_status(200, &why), -EBADF);
	int raw = open_inner(0);
	CHECK_EQ(tls_file_status(raw, &why), -EINVAL);
}

TEST(tls_file_carries_data_both_ways)
{
	struct file *f = file_get(connect_tls(0));
	char back[16] = { 0 };

	NEED(f != NULL);
	CHECK_EQ(put(f, "ping"), 4);
	CHECK_EQ(take(f, back, sizeof(back)), 4);
	CHECK_STR(back, "ping");
	CHECK_EQ(take(f, back, sizeof(back)), -EAGAIN);
}

TEST(tls_file_keeps_nonblocking)
{
	struct file *f = file_get(connect_tls(O_NONBLOCK));

	NEED(f != NULL);
	CHECK(f->flags & O_NONBLOCK);
}

TEST(tls_file_keeps_the_timeouts_of_its_descriptor)
{
	int raw = open_inner(0);
	struct tls_report why;

	inner.read_timeout = 3 * NSEC_PER_SEC;
	inner.write_timeout = 5 * NSEC_PER_SEC;
	struct file *f = file_get(open_tls(raw, "good.test", &why));
	NEED(f != NULL);
	CHECK_EQ(f->read_timeout, 3 * NSEC_PER_SEC);
	CHECK_EQ(f->write_timeout, 5 * NSEC_PER_SEC);
}

TEST(tls_file_poll_follows_session_and_inner_file)
{
	struct file *f = file_get(connect_tls(0));
	char byte;

	NEED(f != NULL);
	CHECK_EQ(file_ready(f), POLLOUT);
	put(f, "ab");
	CHECK_EQ(file_ready(f), POLLIN | POLLOUT); /* the echo waits in the inner file */
	CHECK_EQ(take(f, &byte, 1), 1);
	CHECK_EQ(file_ready(f), POLLIN | POLLOUT); /* and now the rest in the session */
	CHECK_EQ(take(f, &byte, 1), 1);
	CHECK_EQ(file_ready(f), POLLOUT);
}

/* A reader must be called when the record of an earlier write can go out. */
TEST(tls_file_poll_wakes_a_reader_to_send)
{
	struct file *f = file_get(connect_tls(0));
	char back[8] = { 0 };

	NEED(f != NULL);
	peer.in.room = 1;
	peer.in.error = -EAGAIN; /* nobody takes anything */
	CHECK_EQ(put(f, "late"), 4);
	CHECK_EQ(put(f, "more"), -EAGAIN);
	peer.in.error = 0;
	CHECK(file_ready(f) & POLLIN);
	peer.in.room = 0;
	CHECK_EQ(take(f, back, sizeof(back)), 4);
	CHECK_STR(back, "late");
}

static unsigned woken;

static void count_wake(struct waiter *w)
{
	(void)w;
	woken++;
}

TEST(tls_file_passes_on_each_change_of_the_inner_file)
{
	struct file *f = file_get(connect_tls(0));
	struct waiter w = { .wake = count_wake };

	NEED(f != NULL);
	waitq_add(&f->wq, &w);
	for (unsigned i = 1; i <= 3; i++) {
		file_ready(f);
		waitq_wake(&inner.wq);
		CHECK_EQ(woken, i);
		waitq_wake(&inner.wq); /* nobody asked since */
		CHECK_EQ(woken, i);
	}
	waitq_remove(&f->wq, &w);
}

TEST(tls_file_is_gone_from_the_inner_queue_after_close)
{
	int fd = connect_tls(0);
	struct file *f = file_get(fd);

	NEED(f != NULL);
	file_ready(f);
	CHECK(inner.wq.first != NULL);
	file_ref(&inner);
	file_put(f);
	fd_close(fd);
	CHECK(inner.wq.first == NULL);
}

TEST(tls_file_lives_as_long_as_one_descriptor)
{
	int fd = connect_tls(0);
	struct file *f = file_get(fd);
	char back[4];

	NEED(f != NULL);
	int copy = fd_install(f, 0, 0); /* dup() */
	fd_close(fd);
	CHECK_EQ(released, 0);
	CHECK_EQ(put(f, "dup"), 3);
	CHECK_EQ(take(f, back, 4), 3);
	fd_close(copy);
	CHECK_EQ(released, 1);
}

TEST(tls_file_status_explains_a_cut)
{
	int fd = connect_tls(0);
	struct file *f = file_get(fd);
	struct tls_report why;
	char byte;

	NEED(f != NULL);
	CHECK_EQ(tls_file_status(fd, &why), 0);
	CHECK_EQ(why.error, TLS_OK);
	peer.out.ended = true;
	CHECK(file_ready(f) & POLLIN);
	CHECK_EQ(take(f, &byte, 1), -EPROTO);
	CHECK_EQ(tls_file_status(fd, &why), 0);
	CHECK_EQ(why.error, TLS_ERR_CLOSED);
	CHECK_EQ(file_ready(f), POLLIN | POLLOUT); /* for ever: the error is there to be read */
}

TEST(tls_file_gives_up_on_a_silent_server)
{
	int raw = open_inner(0);
	struct tls_config cfg = { .host = "good.test", .timeout_ns = 3 * NSEC_PER_SEC };
	struct tls_trust trust = { tls_anchors, tls_anchor_count };
	struct tls_report why;

	silent = true;
	CHECK_EQ(tls_file_open(raw, &cfg, trust, &why), -ETIMEDOUT);
	CHECK_EQ(why.error, -ETIMEDOUT);
	CHECK_STR(why.text, "server did not finish the handshake in time");
}

/* It is never idle for long, and never done: one byte a second. */
static ssize_t drip(struct file *f, const struct iovec *iov, int n, off_t off)
{
	(void)f, (void)off, (void)n;
	host_advance(NSEC_PER_SEC);
	peer_run(&peer);
	peer.out.step = 1;
	return pipe_take(&peer.out, iov->iov_base, iov->iov_len);
}

static ssize_t drip_then_wait(struct file *f, const struct iovec *iov, int n, off_t off)
{
	static bool again;

	again = !again;
	return again ? drip(f, iov, n, off) : -EAGAIN;
}

TEST(tls_file_gives_up_on_a_server_that_drips)
{
	static const struct file_ops drip_ops = {
		.readv = drip_then_wait,
		.writev = inner_writev,
		.poll = inner_poll,
		.release = inner_release,
	};
	struct tls_report why;
	int raw = open_inner(0);

	inner.ops = &drip_ops;
	CHECK_EQ(open_tls(raw, "good.test", &why), -ETIMEDOUT);
	CHECK(clock_now() >= 30 * NSEC_PER_SEC);
	CHECK(clock_now() < 40 * NSEC_PER_SEC);
}
