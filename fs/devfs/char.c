/* SPDX-License-Identifier: MIT */
/*
 * char.c - the devices that are always there: null, zero, full, random and urandom; the console,
 * which is also tty; and the descriptors 0, 1 and 2.
 *
 * Source: null(4), full(4), random(4), tty(4), console(4).
 * Locking: none; nothing is kept.
 */
#define LOG_TAG "devfs"
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/iov.h>
#include <core/log.h>
#include <core/random.h>
#include <fs/vfile.h>

#include "devfs.h"

/* Every place is the beginning, as on Linux. */
static off_t start_of(struct file *f, off_t off, int whence)
{
	(void)f;
	(void)off;
	return whence == SEEK_SET || whence == SEEK_CUR || whence == SEEK_END ? 0 : -EINVAL;
}

static ssize_t read_nothing(struct file *f, const struct iovec *iov, int n, off_t off)
{
	(void)f;
	(void)iov;
	(void)n;
	(void)off;
	return 0;
}

static ssize_t take_all(struct file *f, const struct iovec *iov, int n, off_t off)
{
	(void)f;
	(void)off;
	return iov_size(iov, n);
}

static ssize_t refuse_all(struct file *f, const struct iovec *iov, int n, off_t off)
{
	return take_all(f, iov, n, off) ? -ENOSPC : 0;
}

static ssize_t read_zeros(struct file *f, const struct iovec *iov, int n, off_t off)
{
	for (int i = 0; i < n; i++)
		memset(iov[i].iov_base, 0, iov[i].iov_len);
	return take_all(f, iov, n, off);
}

static ssize_t read_random(struct file *f, const struct iovec *iov, int n, off_t off)
{
	static bool said;

	if (!random_seeded() && !said) {
		log_warn("random: too little entropy, these bytes may be guessed");
		said = true;
	}
	for (int i = 0; i < n; i++)
		random_bytes(iov[i].iov_base, iov[i].iov_len);
	return take_all(f, iov, n, off);
}

/* What the program writes is stirred in; it may be known to others, so it counts for nothing. */
static ssize_t stir_in(struct file *f, const struct iovec *iov, int n, off_t off)
{
	for (int i = 0; i < n; i++)
		random_add("program", iov[i].iov_base, iov[i].iov_len, 0);
	return take_all(f, iov, n, off);
}

#define CHAR_OPS(name, read, write)                                                                \
	static const struct file_ops name = {                                                      \
		.kind = "device",                                                                  \
		.readv = (read),                                                                   \
		.writev = (write),                                                                 \
		.stat = vfile_stat,                                                                \
		.seek = start_of,                                                                  \
		.release = vfile_release,                                                          \
	}
CHAR_OPS(null_ops, read_nothing, take_all);
CHAR_OPS(zero_ops, read_zeros, take_all);
CHAR_OPS(full_ops, read_zeros, refuse_all);
CHAR_OPS(random_ops, read_random, stir_in);

#define CHAR(dev_name, dev_minor, file_ops)                                                        \
	{                                                                                          \
		.name = dev_name, .mode = S_IFCHR | 0666, .major = 1, .minor = dev_minor,          \
		.ops = file_ops                                                                    \
	}
#define TERMINAL(dev_name, dev_minor, descriptor)                                                  \
	{                                                                                          \
		.name = dev_name, .mode = S_IFCHR | 0620, .major = 5, .minor = dev_minor,          \
		.fd = descriptor                                                                   \
	}

const struct device devices[] = {
	CHAR("null", 3, &null_ops),
	CHAR("zero", 5, &zero_ops),
	CHAR("full", 7, &full_ops),
	CHAR("random", 8, &random_ops),
	CHAR("urandom", 9, &random_ops),
	TERMINAL("tty", 0, DEVICE_CONSOLE),
	TERMINAL("console", 1, DEVICE_CONSOLE),
	TERMINAL("stdin", 0, 0),
	TERMINAL("stdout", 0, 1),
	TERMINAL("stderr", 0, 2),
#ifdef CONFIG_WATCHDOG_PROGRAM
	{ .name = "watchdog",
	  .mode = S_IFCHR | 0600,
	  .major = 10,
	  .minor = 130,
	  .open = watchdog_open },
#endif
};
const size_t device_count = ARRAY_SIZE(devices);
