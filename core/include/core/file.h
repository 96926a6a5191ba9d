/* SPDX-License-Identifier: MIT */
/*
 * file.h - open files and the descriptor table. Every thing the application can
 * read, write or poll is a struct file: console, pipe, vnode, socket, TLS.
 *
 * Waiting is done here, once: an operation that cannot go on returns -EAGAIN, and
 * file_readv()/file_writev() wait on the file's queue (or return -EAGAIN when the
 * file is O_NONBLOCK). So read(), poll() and O_NONBLOCK share one path.
 */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/abi.h>
#include <core/waitq.h>

#define FD_MAX 256 /* descriptors */

struct file;

/**
 * What a kind of file can do. Unset members mean "not supported": -EINVAL, -ESPIPE
 * for seek, -ENOTTY for ioctl. Operations may wait for locks and devices, never for
 * readiness.
 */
struct file_ops {
	const char *kind; /* "socket", "vnode": for log lines and tests */

	/** off: byte offset, or -1 for streams and "at the file position". Returns bytes
	 *  moved, 0 at end of file, -EAGAIN when nothing can be moved now, or -errno. */
	ssize_t (*readv)(struct file *f, const struct iovec *iov, int n, off_t off) MAY_SLEEP;
	ssize_t (*writev)(struct file *f, const struct iovec *iov, int n, off_t off) MAY_SLEEP;

	/** A writev gave error (-errno) after another one of the same write had moved
	 *  bytes, so that the caller gets their count: keeps error for the next operation.
	 *  Unset: errors of this kind of file last, or come again by themselves. */
	void (*defer)(struct file *f, int error) MAY_SLEEP;

	/** POLLIN | POLLOUT | POLLHUP | POLLERR that hold now. Unset: always ready.
	 *  Takes no lock, interrupts off. A readv after POLLIN may still give -EAGAIN. */
	short (*poll)(struct file *f) IRQ_SAFE;

	int (*stat)(struct file *f, struct stat *st) MAY_SLEEP;
	int (*ioctl)(struct file *f, unsigned long req, void *arg) MAY_SLEEP;
	off_t (*seek)(struct file *f, off_t off, int whence) MAY_SLEEP;
	/** data_only: what is not needed to read the data back may stay behind (fdatasync). */
	int (*fsync)(struct file *f, bool data_only) MAY_SLEEP;
	int (*truncate)(struct file *f, off_t size) MAY_SLEEP;
	ssize_t (*getdents)(struct file *f, void *buf, size_t len) MAY_SLEEP;

	/** A descriptor goes away: reports write-back errors, as close(2) does. */
	int (*close)(struct file *f) MAY_SLEEP;
	/** Last reference gone: free everything. Cannot fail. */
	void (*release)(struct file *f) MAY_SLEEP;
};

/** Embedded as first member by its owner (struct sock, struct vnode_file, ...). */
struct file {
	const struct file_ops *ops;
	struct waitq wq;                      /* woken on every change of poll() */
	off_t pos;                            /* bytes; unused by streams */
	uint64_t read_timeout, write_timeout; /* ns that a transfer waits, 0: for ever */
	int flags;                            /* O_* */
	int refs;                             /* owned by file.c */
};

/** Prepares the table with the console at 0, 1 and 2. */
void files_init(void);

/** A reference to the console's file, which all who open it share. */
struct file *console_get(void);

/** Sets up the common part with one reference, the caller's. */
void file_init(struct file *f, const struct file_ops *ops, int flags);
/** Installs f at the lowest free descriptor >= from; takes over the caller's
 *  reference. Returns the descriptor or -EMFILE (the reference stays the caller's).
 *  fd_flags: FD_CLOEXEC or 0 (kept, without effect: there is no exec). */
int fd_install(struct file *f, int from, int fd_flags);
/** The file at fd with a reference for the caller; pair with file_put(). NULL if fd
 *  is not open, or open as a place only (O_PATH). */
struct file *file_get(int fd);
/** The same, also for what was opened with O_PATH. */
struct file *file_get_place(int fd);
void file_ref(struct file *f);
void file_put(struct file *f) MAY_SLEEP;
/** Installs f at fd itself, closing what was open there: dup2(2). Takes over the
 *  caller's reference on success. fd, or -EBADF when fd is outside the table. */
int fd_replace(struct file *f, int fd, int fd_flags) MAY_SLEEP;
/** Closes fd. 0, -EBADF, or what ops->close reports. */
int fd_close(int fd) MAY_SLEEP;
/** FD_CLOEXEC or 0; -EBADF. */
int fd_get_flags(int fd);
int fd_set_flags(int fd, int fd_flags);
/** Open descriptors now. */
int fd_count(void);

/**
 * One transfer with waiting (see above); off as in ops. deadline, and the file's own
 * timeout, bound the wait: -EAGAIN when they pass (SO_RCVTIMEO semantics). -EBADF when f is not
 * open in that direction. A blocking write goes on until everything is written; an error or the
 * deadline after some bytes gives their count.
 */
ssize_t file_readv(struct file *f, const struct iovec *iov, int n, off_t off,
		   uint64_t deadline) MAY_SLEEP;
ssize_t file_writev(struct file *f, const struct iovec *iov, int n, off_t off,
		    uint64_t deadline) MAY_SLEEP;
/** Waits until one of events (POLLERR and POLLHUP always count) holds. 0, -ETIMEDOUT; when
 *  a signal is due, -ERESTARTSYS, or -EINTR if there is a deadline. */
int file_wait(struct file *f, short events, uint64_t deadline) MAY_SLEEP;
/** Called by a system call that was to write where nobody reads any more; whoever makes
 *  such files sets it to signal_broken_pipe(), NULL: there are none. */
extern void (*file_broken_pipe)(void);
/** CONFIG_FILE_LOCKS: the fcntl(2) commands about locks, for whoever keeps them; NULL: nobody
 *  does. */
struct flock;
extern long (*file_range_lock)(struct file *f, int cmd, struct flock *lock);
/** What ops->poll says of f (POLLIN | POLLOUT without one). Interrupts off. */
short file_ready(struct file *f) IRQ_SAFE;
/** lseek(2) arithmetic for a file of size bytes that stands at pos: the new position,
 *  or -EINVAL for an unknown whence, a negative result or an overflow. */
off_t file_seek_to(off_t pos, off_t size, off_t off, int whence);
/** poll(2) over n entries of descriptors. Count ready, 0 at deadline, -errno. */
int files_poll(struct pollfd *fds, unsigned n, uint64_t deadline) MAY_SLEEP;

#endif
