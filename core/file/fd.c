/* SPDX-License-Identifier: MIT */
/*
 * fd.c - the descriptor table. A slot owns one reference; file_get() hands out
 * another, so a file lives on while a thread uses it although its descriptor was
 * closed, and a waiting thread never touches freed memory.
 *
 * Locking: the slots are under table_lock, held for a few instructions. Files are
 * closed and released outside it, because both may sleep.
 */
#define _GNU_SOURCE /* O_PATH, in the host's headers */
#include <errno.h>

#include <core/file.h>
#include <core/spinlock.h>

#define WORD_BITS 64u

static struct {
	spinlock_t lock; /* below: under lock */
	struct file *file[FD_MAX];
	uint64_t used[FD_MAX / WORD_BITS]; /* a bit per slot, to find the lowest free one */
	uint64_t cloexec[FD_MAX / WORD_BITS];
	int count;
} table;

static bool in_table(int fd)
{
	return fd >= 0 && fd < FD_MAX;
}

static void set_bit(uint64_t *map, int fd, bool on)
{
	uint64_t bit = 1ull << ((unsigned)fd % WORD_BITS);

	if (on)
		map[(unsigned)fd / WORD_BITS] |= bit;
	else
		map[(unsigned)fd / WORD_BITS] &= ~bit;
}

/* Lowest free slot >= from, or -EMFILE. */
static int lowest_free(int from)
{
	if (from >= FD_MAX)
		return -EMFILE;

	unsigned word = (unsigned)from / WORD_BITS;
	uint64_t busy = table.used[word] | ((1ull << ((unsigned)from % WORD_BITS)) - 1);
	while (busy == UINT64_MAX) {
		if (++word == ARRAY_SIZE(table.used))
			return -EMFILE;
		busy = table.used[word];
	}
	return (int)(word * WORD_BITS) + __builtin_ctzll(~busy);
}

/* Puts f (NULL: nothing) into slot fd and returns what was there. */
static struct file *exchange(int fd, struct file *f, int fd_flags)
{
	struct file *old = table.file[fd];

	table.file[fd] = f;
	table.count += (f != NULL) - (old != NULL);
	set_bit(table.used, fd, f != NULL);
	set_bit(table.cloexec, fd, f != NULL && (fd_flags & FD_CLOEXEC));
	return old;
}

/* Ends a descriptor's hold on f. */
static int drop(struct file *f)
{
	int err = f->ops->close ? f->ops->close(f) : 0;

	file_put(f);
	return err;
}

int fd_install(struct file *f, int from, int fd_flags)
{
	unsigned long flags = spin_lock(&table.lock);
	int fd = lowest_free(from);

	if (fd >= 0)
		exchange(fd, f, fd_flags);
	spin_unlock(&table.lock, flags);
	return fd;
}

int fd_replace(struct file *f, int fd, int fd_flags)
{
	if (!in_table(fd))
		return -EBADF;

	unsigned long flags = spin_lock(&table.lock);
	struct file *old = exchange(fd, f, fd_flags);
	spin_unlock(&table.lock, flags);

	if (old)
		drop(old);
	return fd;
}

struct file *file_get_place(int fd)
{
	if (!in_table(fd))
		return NULL;

	unsigned long flags = spin_lock(&table.lock);
	struct file *f = table.file[fd];
	if (f)
		file_ref(f);
	spin_unlock(&table.lock, flags);
	return f;
}

struct file *file_get(int fd)
{
	struct file *f = file_get_place(fd);

	/* Only filesystems have places. */
	if (IS_ENABLED(CONFIG_FS) && f && (f->flags & O_PATH)) {
		file_put(f);
		f = NULL;
	}
	return f;
}

int fd_close(int fd)
{
	if (!in_table(fd))
		return -EBADF;

	unsigned long flags = spin_lock(&table.lock);
	struct file *f = exchange(fd, NULL, 0);
	spin_unlock(&table.lock, flags);
	return f ? drop(f) : -EBADF;
}

int fd_get_flags(int fd)
{
	if (!in_table(fd))
		return -EBADF;

	unsigned long flags = spin_lock(&table.lock);
	uint64_t word = table.cloexec[(unsigned)fd / WORD_BITS];
	bool open = table.file[fd] != NULL;
	spin_unlock(&table.lock, flags);
	if (!open)
		return -EBADF;
	return (word >> ((unsigned)fd % WORD_BITS)) & 1 ? FD_CLOEXEC : 0;
}

int fd_set_flags(int fd, int fd_flags)
{
	if (!in_table(fd))
		return -EBADF;

	unsigned long flags = spin_lock(&table.lock);
	bool open = table.file[fd] != NULL;
	if (open)
		set_bit(table.cloexec, fd, fd_flags & FD_CLOEXEC);
	spin_unlock(&table.lock, flags);
	return open ? 0 : -EBADF;
}

int fd_count(void)
{
	return table.count;
}
