/* SPDX-License-Identifier: MIT */
/*
 * file.c - a TLS session as an open file over another one.
 *
 * Operations run the engine in the caller's thread and never wait for readiness: they
 * call the inner file's operations directly, whose -EAGAIN becomes theirs. Waiting is
 * the descriptor layer's, which asks poll(): that reads the session's events as last
 * published and the inner file's readiness, and links a waiter of ours into the inner
 * queue, so that whoever waits for us is woken with it. The waiter unlinks itself when
 * it fires; the next poll(), which comes before any further sleep, links it again.
 *
 * Records that the transport would not take are sent by whatever call comes next. So
 * that a caller who only reads makes that call, poll() reports POLLIN when records wait
 * and the inner file is writable.
 *
 * Locking: `lock` around the session; `events` is one word, written under it and read
 * anywhere; `linked` only with interrupts off.
 */
#include <errno.h>

#include <core/clock.h>
#include <core/compiler.h>
#include <core/file.h>
#include <core/heap.h>
#include <core/mutex.h>
#include <core/signal.h>
#include "file.h"
#include "report.h"

#define HANDSHAKE_TIMEOUT (30 * NSEC_PER_SEC)
#define CLOSE_TIMEOUT     (2 * NSEC_PER_SEC) /* for records that wait at close() */

struct tls_file {
	struct file file;
	struct file *inner; /* one reference */
	struct waiter waiter;
	bool linked;
	unsigned events; /* SESSION_* */
	struct mutex lock;
	struct tls_session session; /* under lock */
};

static struct tls_file *tls_of(struct file *f)
{
	return container_of(f, struct tls_file, file);
}

static ssize_t send_inner(void *ctx, const void *buf, size_t len)
{
	struct file *inner = ctx;
	struct iovec iov = { (void *)buf, len };

	return inner->ops->writev(inner, &iov, 1, -1);
}

static ssize_t receive_inner(void *ctx, void *buf, size_t len)
{
	struct file *inner = ctx;
	struct iovec iov = { buf, len };

	return inner->ops->readv(inner, &iov, 1, -1);
}

static struct tls_transport transport_of(struct tls_file *t)
{
	return (struct tls_transport){ send_inner, receive_inner, t->inner };
}

/* After every use of the session: what poll() may say has changed. */
static void publish(struct tls_file *t)
{
	unsigned events = session_events(&t->session);

	if (__atomic_exchange_n(&t->events, events, __ATOMIC_RELAXED) == events)
		return;
	unsigned long flags = irq_save();
	waitq_wake(&t->file.wq);
	irq_restore(flags);
}

static ssize_t tls_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct tls_file *t = tls_of(f);
	struct tls_transport io = transport_of(t);

	(void)off;
	mutex_lock(&t->lock);
	ssize_t got = session_read(&t->session, &io, iov, n);
	publish(t);
	mutex_unlock(&t->lock);
	return got;
}

static ssize_t tls_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct tls_file *t = tls_of(f);
	struct tls_transport io = transport_of(t);

	(void)off;
	mutex_lock(&t->lock);
	ssize_t put = session_write(&t->session, &io, iov, n);
	publish(t);
	mutex_unlock(&t->lock);
	return put;
}

static void inner_changed(struct waiter *w)
{
	struct tls_file *t = container_of(w, struct tls_file, waiter);

	waitq_remove(&t->inner->wq, w);
	t->linked = false;
	waitq_wake(&t->file.wq);
}

static void follow_inner(struct tls_file *t)
{
	if (t->linked)
		return;
	t->linked = true;
	waitq_add(&t->inner->wq, &t->waiter);
}

static void unfollow_inner(struct tls_file *t)
{
	unsigned long flags = irq_save();

	if (t->linked)
		waitq_remove(&t->inner->wq, &t->waiter);
	t->linked = false;
	irq_restore(flags);
}

static short tls_poll(struct file *f)
{
	struct tls_file *t = tls_of(f);
	unsigned events = __atomic_load_n(&t->events, __ATOMIC_RELAXED);
	short inner = file_ready(t->inner), ready = 0;

	follow_inner(t);
	if ((events & SESSION_READABLE) || (inner & (POLLIN | POLLHUP | POLLERR)))
		ready |= POLLIN;
	if (events & SESSION_WRITABLE)
		ready |= POLLOUT;
	if ((events & SESSION_UNSENT) && (inner & (POLLOUT | POLLERR)))
		ready |= POLLIN | POLLOUT;
	return ready | (inner & (POLLHUP | POLLERR));
}

static int tls_stat(struct file *f, struct stat *st)
{
	struct file *inner = tls_of(f)->inner;

	return inner->ops->stat ? inner->ops->stat(inner, st) : -EINVAL;
}

/* Waits for what the session waits for: the server's bytes, or room for ours. */
static int wait_for_inner(struct tls_file *t, uint64_t deadline)
{
	bool unsent = session_events(&t->session) & SESSION_UNSENT;

	return file_wait(t->inner, unsent ? POLLIN | POLLOUT : POLLIN, deadline);
}

/* Says goodbye and gives what is still to be sent a little time: a blocking write has
 * returned when the engine had taken its bytes. */
static void say_goodbye(struct tls_file *t)
{
	struct tls_transport io = transport_of(t);
	uint64_t deadline = clock_now() + CLOSE_TIMEOUT;

	session_close(&t->session);
	while (session_flush(&t->session, &io) == -EAGAIN)
		if ((t->file.flags & O_NONBLOCK) || file_wait(t->inner, POLLOUT, deadline))
			break;
}

static void tls_release(struct file *f)
{
	struct tls_file *t = tls_of(f);

	unfollow_inner(t);
	say_goodbye(t);
	session_wipe(&t->session);
	file_put(t->inner);
	heap_free(t);
}

static const struct file_ops tls_ops = {
	.kind = "tls",
	.readv = tls_readv,
	.writev = tls_writev,
	.poll = tls_poll,
	.stat = tls_stat,
	.release = tls_release,
};

static int handshake(struct tls_file *t, uint64_t deadline)
{
	struct tls_transport io = transport_of(t);
	int err;

	while ((err = session_handshake(&t->session, &io)) == -EAGAIN) {
		err = clock_now() >= deadline ? -ETIMEDOUT : wait_for_inner(t, deadline);
		if (err == -EINTR) {
			signals_here();
		} else if (err) {
			report_set(&t->session.why, -ETIMEDOUT,
				   "server did not finish the handshake in time");
			return -ETIMEDOUT;
		}
	}
	publish(t);
	return err;
}

/* A file around inner with its handshake done; takes the reference to inner only on
 * success. */
static int connect_file(struct file *inner, const struct tls_config *cfg, struct tls_trust trust,
			struct tls_report *why, struct tls_file **out)
{
	struct tls_file *t = heap_alloc_zero(1, sizeof(*t));
	uint64_t wait = cfg->timeout_ns ? cfg->timeout_ns : HANDSHAKE_TIMEOUT;

	if (!t) {
		report_set(why, -ENOMEM, "out of memory");
		return -ENOMEM;
	}
	mutex_set_name(&t->lock, "tls");
	file_init(&t->file, &tls_ops, O_RDWR | (inner->flags & O_NONBLOCK));
	t->file.read_timeout = inner->read_timeout;
	t->file.write_timeout = inner->write_timeout;
	t->inner = inner;
	t->waiter.wake = inner_changed;
	int err = session_start(&t->session, cfg->host, trust);
	if (!err)
		err = handshake(t, clock_now() + wait);
	if (err) {
		*why = t->session.why;
		session_wipe(&t->session);
		heap_free(t);
		return err;
	}
	*out = t;
	return 0;
}

int tls_file_open(int fd, const struct tls_config *cfg, struct tls_trust trust,
		  struct tls_report *why)
{
	struct file *inner = file_get(fd);
	struct tls_file *t;

	*why = (struct tls_report){ 0 };
	if (!inner || !inner->ops->readv || !inner->ops->writev) {
		int err = inner ? -EINVAL : -EBADF;
		if (inner)
			file_put(inner);
		report_set(why, err, "descriptor %d is not a connected stream", fd);
		return err;
	}
	int err = connect_file(inner, cfg, trust, why, &t);
	if (err) {
		file_put(inner);
		return err;
	}
	int new_fd = fd_install(&t->file, 0, 0);
	if (new_fd < 0) {
		report_set(why, new_fd, "no descriptor is free");
		file_put(&t->file); /* the connection is no use to anybody now */
		return new_fd;
	}
	fd_close(fd);
	return new_fd;
}

int tls_file_status(int fd, struct tls_report *why)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	bool ours = f->ops == &tls_ops;
	if (ours) {
		struct tls_file *t = tls_of(f);
		mutex_lock(&t->lock);
		*why = t->session.why;
		mutex_unlock(&t->lock);
	}
	file_put(f);
	return ours ? 0 : -EINVAL;
}
