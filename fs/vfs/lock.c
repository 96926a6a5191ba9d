/* SPDX-License-Identifier: MIT */
/*
 * lock.c - advisory locks: those of open files on ranges (F_OFD_SETLK), those of the process on
 * ranges (F_SETLK) and those of open files on a whole file (flock). The first two see each other;
 * flock's stand for themselves, as on Linux. There is one process, so its own locks conflict with
 * those of open files only.
 *
 * All locks are in one list; a range that is set anew is first cut out of what its owner has.
 *
 * Source: fcntl(2), flock(2); Linux, fs/locks.c for what the pages leave open.
 * Locking: the list is under `held`; who waits for a lock to go waits on `changed`, where the
 * count of changes tells that looking again may help.
 */
#define _GNU_SOURCE /* F_OFD_*, in the host's headers */
#include <errno.h>
#include <string.h>
#include <sys/file.h>

#include <core/heap.h>
#include <core/signal.h>
#include <fs/vfile.h>

#include "lock.h"
#include "vfile.h"

#define RANGE_END INT64_MAX /* the last byte of a lock to the end of the file */
#define PID       1

struct lock {
	struct lock *next;
	struct lock_want is;
};

static struct mutex held; /* below: under it */
static struct lock *locks;
static struct waitq changed;
static unsigned long changes;

static const char the_process; /* owner of F_SETLK's locks */

/* --- the list --------------------------------------------------------------------------- */

static bool same_owner(const struct lock_want *a, const struct lock_want *b)
{
	return a->what == b->what && a->whole == b->whole && a->owner == b->owner;
}

static bool overlap(const struct lock_want *a, const struct lock_want *b)
{
	return a->start <= b->end && b->start <= a->end;
}

/* The first lock that keeps want from being set. */
static const struct lock *find_conflict(const struct lock_want *want)
{
	const struct lock *l = locks;

	while (l && !(l->is.what == want->what && l->is.whole == want->whole &&
		      l->is.owner != want->owner && overlap(&l->is, want) &&
		      (l->is.exclusive || want->exclusive)))
		l = l->next;
	return l;
}

static void insert(struct lock *l, const struct lock_want *is)
{
	l->is = *is;
	l->next = locks;
	locks = l;
}

/* Takes [cut.start, cut.end] out of *at. Gives the link to go on with. *spare is used where two
 * pieces stay. */
static struct lock **cut_out(struct lock **at, const struct lock_want *cut, struct lock **spare)
{
	struct lock *l = *at;

	if (l->is.start < cut->start && l->is.end > cut->end) {
		struct lock_want upper = l->is;
		upper.start = cut->end + 1;
		insert(*spare, &upper);
		*spare = NULL;
		l->is.end = cut->start - 1;
	} else if (l->is.start < cut->start) {
		l->is.end = cut->start - 1;
	} else if (l->is.end > cut->end) {
		l->is.start = cut->end + 1;
	} else {
		*at = l->next;
		heap_free(l);
		return at;
	}
	return &l->next;
}

static void cut_range(const struct lock_want *cut, struct lock **spare)
{
	for (struct lock **at = &locks; *at;) {
		if (same_owner(&(*at)->is, cut) && overlap(&(*at)->is, cut))
			at = cut_out(at, cut, spare);
		else
			at = &(*at)->next;
	}
}

/* Makes want longer by what its owner has right beside it, of the same kind. */
static void absorb_neighbours(struct lock_want *want)
{
	for (struct lock **at = &locks; *at;) {
		struct lock *l = *at;
		bool below = l->is.end != RANGE_END && l->is.end + 1 == want->start;
		bool above = want->end != RANGE_END && want->end + 1 == l->is.start;

		if (!same_owner(&l->is, want) || l->is.exclusive != want->exclusive ||
		    !(below || above)) {
			at = &l->next;
			continue;
		}
		want->start = MIN(want->start, l->is.start);
		want->end = MAX(want->end, l->is.end);
		*at = l->next;
		heap_free(l);
	}
}

/* Sets want in place of what its owner has there; unlock: only removes that. -EAGAIN somebody
 * else's is in the way, -ENOLCK no memory. */
static int set_now(struct lock_want want, bool unlock)
{
	if (!unlock && find_conflict(&want))
		return -EAGAIN;
	struct lock *l = unlock ? NULL : heap_alloc(sizeof(*l));
	struct lock *spare = heap_alloc(sizeof(*spare));
	int err = spare && (l || unlock) ? 0 : -ENOLCK;

	if (!err) {
		cut_range(&want, &spare);
		if (!unlock)
			absorb_neighbours(&want);
		if (!unlock)
			insert(l, &want);
		l = NULL;
		changes++;
		waitq_wake(&changed);
	}
	heap_free(l);
	heap_free(spare);
	return err;
}

static void remove_all(const void *what, const void *owner)
{
	bool any = false;

	mutex_lock(&held);
	for (struct lock **at = &locks; *at;) {
		struct lock *l = *at;
		if ((what && l->is.what != what) || l->is.owner != owner) {
			at = &l->next;
			continue;
		}
		*at = l->next;
		heap_free(l);
		any = true;
	}
	if (any) {
		changes++;
		waitq_wake(&changed);
	}
	mutex_unlock(&held);
}

/* --- setting ---------------------------------------------------------------------------- */

static void file_closes(struct file *f)
{
	remove_all(vfile_vnode(f), &the_process);
}

static void file_ends(struct file *f)
{
	remove_all(NULL, f);
}

int lock_set(const struct lock_want *want, bool unlock, bool wait)
{
	vfile_on_close = file_closes;
	vfile_on_release = file_ends;
	for (;;) {
		mutex_lock(&held);
		int err = set_now(*want, unlock);
		unsigned long seen = changes;
		mutex_unlock(&held);
		if (err != -EAGAIN || !wait)
			return err;
		if (wait_event_interruptible(&changed, changes != seen, NO_DEADLINE))
			return -ERESTARTSYS;
	}
}

/* --- fcntl(2) --------------------------------------------------------------------------- */

static off_t size_of(struct file *f)
{
	struct stat st = { 0 };

	return f->ops->stat && f->ops->stat(f, &st) == 0 ? st.st_size : 0;
}

/* The bytes that fl means, as [start, end]. */
static int find_range(struct file *f, const struct flock *fl, struct lock_want *want)
{
	off_t base = fl->l_whence == SEEK_CUR ? f->pos : 0;
	off_t start, end = RANGE_END;

	if (fl->l_whence == SEEK_END)
		base = size_of(f);
	else if (fl->l_whence != SEEK_SET && fl->l_whence != SEEK_CUR)
		return -EINVAL;
	if (__builtin_add_overflow(base, fl->l_start, &start))
		return -EOVERFLOW;
	if (start < 0)
		return -EINVAL;
	if (fl->l_len > 0 && __builtin_add_overflow(start, fl->l_len - 1, &end))
		return -EOVERFLOW;
	if (fl->l_len < 0) { /* the bytes before */
		end = start - 1;
		start += fl->l_len;
		if (start < 0)
			return -EINVAL;
	}
	want->start = start;
	want->end = end;
	return 0;
}

static int check_type(const struct file *f, bool get, int type)
{
	int access = f->flags & O_ACCMODE;

	if (type != F_RDLCK && type != F_WRLCK && (type != F_UNLCK || get))
		return -EINVAL;
	if (get || type == F_UNLCK)
		return 0;
	return access == (type == F_RDLCK ? O_WRONLY : O_RDONLY) ? -EBADF : 0;
}

static void describe_conflict(const struct lock_want *want, struct flock *fl)
{
	mutex_lock(&held);
	const struct lock *l = find_conflict(want);

	fl->l_type = F_UNLCK;
	if (l) {
		bool to_end = l->is.end == RANGE_END;

		*fl = (struct flock){
			.l_type = l->is.exclusive ? F_WRLCK : F_RDLCK,
			.l_whence = SEEK_SET,
			.l_start = l->is.start,
			.l_len = to_end ? 0 : l->is.end - l->is.start + 1,
			.l_pid = l->is.owner == &the_process ? PID : -1,
		};
	}
	mutex_unlock(&held);
}

long lock_fcntl(struct file *f, int cmd, struct flock *fl)
{
	bool ofd = cmd == F_OFD_GETLK || cmd == F_OFD_SETLK || cmd == F_OFD_SETLKW;
	bool get = cmd == F_GETLK || cmd == F_OFD_GETLK;
	struct lock_want want = {
		.what = vfile_vnode(f),
		.owner = ofd ? (const void *)f : &the_process,
		.exclusive = fl->l_type == F_WRLCK,
	};
	int err = find_range(f, fl, &want);

	if (!err)
		err = check_type(f, get, fl->l_type);
	if (!err && ofd && fl->l_pid)
		err = -EINVAL;
	if (err)
		return err;
	if (!want.what) { /* a pipe's end, say: there is one open file of it */
		if (get)
			fl->l_type = F_UNLCK;
		return 0;
	}
	if (get) {
		describe_conflict(&want, fl);
		return 0;
	}
	return lock_set(&want, fl->l_type == F_UNLCK, cmd == F_SETLKW || cmd == F_OFD_SETLKW);
}

/* --- flock(2) --------------------------------------------------------------------------- */

static bool has_already(const struct lock_want *want)
{
	mutex_lock(&held);
	const struct lock *l = locks;

	while (l && !(same_owner(&l->is, want) && l->is.exclusive == want->exclusive))
		l = l->next;
	mutex_unlock(&held);
	return l != NULL;
}

/* As on Linux a lock of the other kind is given up first, and another file may be faster. */
int lock_whole(struct file *f, int operation)
{
	bool wait = !(operation & LOCK_NB);
	struct lock_want want = {
		.what = vfile_vnode(f), .owner = f, .whole = true, .end = RANGE_END
	};

	operation &= ~LOCK_NB;
	if (operation != LOCK_SH && operation != LOCK_EX && operation != LOCK_UN)
		return -EINVAL;
	want.exclusive = operation == LOCK_EX;
	if (!want.what || (operation != LOCK_UN && has_already(&want)))
		return 0;
	int err = lock_set(&want, true, false);
	return err || operation == LOCK_UN ? err : lock_set(&want, false, wait);
}
