/* SPDX-License-Identifier: MIT */
/*
 * vnode.c - the life of a vnode, and the table of those whose filesystem is on a device. A
 * folder keeps the one above it alive, so ".." works from every folder that somebody holds,
 * removed ones included.
 *
 * A vnode in the table that nobody refers to is idle. Idle ones are in a list in the order in
 * which they became so, and the oldest goes when there are more than CONFIG_VNODE_CACHE. One
 * whose last name is gone goes at once.
 *
 * Locking: references are atomic; what takes the last one of a published vnode, or the first,
 * is under table.lock, held for a few instructions.
 */
#include <core/clock.h>
#include <core/panic.h>
#include <core/spinlock.h>
#include <fs/vfs.h>

#define BUCKETS 64u

static struct {
	spinlock_t lock; /* below: under lock */
	struct vnode *bucket[BUCKETS];
	struct vnode *oldest, *newest; /* idle */
	unsigned idle;
} table;

void vnode_init(struct vnode *vn, const struct vnode_ops *ops, struct mount *mnt, uint64_t ino,
		mode_t mode)
{
	int64_t now = clock_wall();

	*vn = (struct vnode){
		.ops = ops,
		.mnt = mnt,
		.ino = ino,
		.mode = mode,
		.nlink = S_ISDIR(mode) ? 2 : 1,
		.atime = now,
		.mtime = now,
		.ctime = now,
		.refs = 1,
	};
	mutex_set_name(&vn->lock, "vnode");
}

void vnode_touch(struct vnode *vn)
{
	vn->mtime = vn->ctime = clock_wall();
}

/* --- the table: all under table.lock ---------------------------------------------------- */

/* The link that points to the vnode, or to the NULL at the end of its bucket. */
static struct vnode **find(const struct mount *mnt, uint64_t ino)
{
	struct vnode **at = &table.bucket[(ino + (uintptr_t)mnt / sizeof(*mnt)) % BUCKETS];

	while (*at && ((*at)->ino != ino || (*at)->mnt != mnt))
		at = &(*at)->hash_next;
	return at;
}

static void leave_idle(struct vnode *vn)
{
	*(vn->idle_prev ? &vn->idle_prev->idle_next : &table.oldest) = vn->idle_next;
	*(vn->idle_next ? &vn->idle_next->idle_prev : &table.newest) = vn->idle_prev;
	vn->idle_next = vn->idle_prev = NULL;
	table.idle--;
}

static void join_idle(struct vnode *vn)
{
	vn->idle_prev = table.newest;
	*(table.newest ? &table.newest->idle_next : &table.oldest) = vn;
	table.newest = vn;
	table.idle++;
}

static struct vnode *unlist(struct vnode *vn)
{
	*find(vn->mnt, vn->ino) = vn->hash_next;
	vn->published = false;
	return vn;
}

/* Takes an idle vnode out of the table, for its owner to reclaim. */
static struct vnode *evict(struct vnode *vn)
{
	leave_idle(vn);
	return unlist(vn);
}

/* The last reference to vn is gone. The vnode to reclaim now: vn, another one, or NULL. */
static struct vnode *retire(struct vnode *vn)
{
	if (vn->nlink == 0)
		return unlist(vn);
	join_idle(vn);
	return table.idle > CONFIG_VNODE_CACHE ? evict(table.oldest) : NULL;
}

/* ---------------------------------------------------------------------------------------- */

void vnode_ref(struct vnode *vn)
{
	int before = __atomic_fetch_add(&vn->refs, 1, __ATOMIC_RELAXED);

	ASSERT(before > 0);
}

/* Gives up one reference. The vnode to reclaim, or NULL. */
static struct vnode *drop(struct vnode *vn)
{
	if (!vn->published) {
		int left = __atomic_sub_fetch(&vn->refs, 1, __ATOMIC_ACQ_REL);
		ASSERT(left >= 0);
		return left == 0 ? vn : NULL;
	}
	unsigned long flags = spin_lock(&table.lock);
	int left = __atomic_sub_fetch(&vn->refs, 1, __ATOMIC_ACQ_REL);
	ASSERT(left >= 0);
	struct vnode *victim = left == 0 ? retire(vn) : NULL;
	spin_unlock(&table.lock, flags);
	return victim;
}

/* Frees vn and gives up what it referred to, upwards. */
static void reclaim(struct vnode *vn)
{
	while (vn) {
		struct vnode *parent = vn->parent;
		vn->ops->reclaim(vn);
		vn = parent ? drop(parent) : NULL;
	}
}

void vnode_put(struct vnode *vn)
{
	if (vn)
		reclaim(drop(vn));
}

struct vnode *vnode_find(struct mount *mnt, uint64_t ino)
{
	unsigned long flags = spin_lock(&table.lock);
	struct vnode *vn = *find(mnt, ino);

	if (vn && __atomic_fetch_add(&vn->refs, 1, __ATOMIC_ACQUIRE) == 0)
		leave_idle(vn);
	spin_unlock(&table.lock, flags);
	return vn;
}

void vnode_publish(struct vnode *vn)
{
	unsigned long flags = spin_lock(&table.lock);
	struct vnode **at = find(vn->mnt, vn->ino);

	ASSERT(!*at && !vn->published);
	*at = vn;
	vn->published = true;
	spin_unlock(&table.lock, flags);
}

/* Some idle vnode of mnt, taken out of the table; NULL when there is none. */
static struct vnode *take_idle(const struct mount *mnt)
{
	unsigned long flags = spin_lock(&table.lock);
	struct vnode *vn = table.oldest;

	while (vn && vn->mnt != mnt)
		vn = vn->idle_next;
	if (vn)
		evict(vn);
	spin_unlock(&table.lock, flags);
	return vn;
}

static bool only_root(const struct mount *mnt)
{
	unsigned long flags = spin_lock(&table.lock);
	bool only = true;

	for (unsigned i = 0; i < BUCKETS; i++) {
		for (const struct vnode *vn = table.bucket[i]; vn; vn = vn->hash_next)
			only = only && (vn->mnt != mnt || vn == mnt->root);
	}
	spin_unlock(&table.lock, flags);
	return only;
}

bool vnode_forget_idle(struct mount *mnt)
{
	struct vnode *vn;

	while ((vn = take_idle(mnt)) != NULL)
		reclaim(vn);
	return only_root(mnt);
}

void vnode_adopt(struct vnode *dir, struct vnode *vn)
{
	struct vnode *before = vn->parent;

	ASSERT(S_ISDIR(vn->mode));
	vnode_ref(dir);
	vn->parent = dir;
	vnode_put(before);
}
