/* SPDX-License-Identifier: MIT */
/*
 * mount.c - which filesystem stands where. A mounted filesystem's root takes the place of the
 * vnode that it covers (vnode.hidden): path.c goes over at each vnode that it looks up, and back
 * at "..". What is covered stays referenced, so it keeps its own place.
 *
 * Source: mount(2), umount(2).
 * Locking: mount_lock is held over each change and each walk through the list, and comes before
 * the locks of vnodes. vnode.hidden is under cross_lock, held for a few instructions. While a
 * mount is leaving nobody crosses into it: who wants to waits for mount_lock.
 */
#define LOG_TAG "vfs"
#include <errno.h>
#include <string.h>

#include <core/blk.h>
#include <core/file.h>
#include <core/heap.h>
#include <core/log.h>
#include <core/spinlock.h>
#include <fs/path.h>
#include <fs/vfs.h>

#include "mapping.h"
#include "mount.h"

#define PATH_SIZE 4096 /* PATH_MAX; limits.h has a PAGE_SIZE of its own */

TABLE_DECLARE(struct fs_type, fs_types);

static struct mutex mount_lock; /* below: under it */
static struct mount *first;     /* "/" */
static uint64_t last_id;
static bool stopping;

static spinlock_t cross_lock;

struct vnode *vfs_root(void)
{
	return first ? first->root : NULL;
}

int mount_writable(const struct mount *m)
{
	return m->read_only || stopping ? -EROFS : 0;
}

/* --- crossing --------------------------------------------------------------------------- */

/* A reference to what stands in vn's place, or NULL: vn does itself. -EAGAIN in *err: it is just
 * leaving. */
static struct vnode *standing_for(struct vnode *vn, bool *leaving)
{
	unsigned long flags = spin_lock(&cross_lock);
	struct mount *m = vn->hidden;
	struct vnode *root = NULL;

	*leaving = m && m->leaving;
	if (m && !m->leaving) {
		root = m->root;
		vnode_ref(root);
	}
	spin_unlock(&cross_lock, flags);
	return root;
}

struct vnode *mount_cross(struct vnode *vn)
{
	while (vn->hidden) {
		bool leaving;
		struct vnode *root = standing_for(vn, &leaving);

		if (root) {
			vnode_put(vn);
			vn = root;
		} else if (leaving) {
			mutex_lock(&mount_lock);
			mutex_unlock(&mount_lock);
		}
	}
	return vn;
}

static void set_hidden(struct vnode *covered, struct mount *m)
{
	unsigned long flags = spin_lock(&cross_lock);

	covered->hidden = m;
	spin_unlock(&cross_lock, flags);
}

/* --- mounting --------------------------------------------------------------------------- */

static const struct fs_type *find_type(const char *name)
{
	FOR_TABLE(struct fs_type, type, fs_types)
	{
		if (strcmp(type->name, name) == 0)
			return type;
	}
	return NULL;
}

bool vfs_wants_device(const char *name)
{
	const struct fs_type *type = find_type(name);

	return type && type->on_device;
}

struct blk_dev *vfs_device(const char *name)
{
	static const char dev[] = "/dev/";

	if (!IS_ENABLED(CONFIG_BLK) || !name)
		return NULL;
	return blk_find(strncmp(name, dev, sizeof(dev) - 1) == 0 ? name + sizeof(dev) - 1 : name);
}

/* The link to the mount behind the last. */
static struct mount **end_of_list(void)
{
	struct mount **at = &first;

	while (*at)
		at = &(*at)->next;
	return at;
}

static bool overlap(const struct blk_dev *a, const struct blk_dev *b)
{
	return a == b || a->whole == b || b->whole == a;
}

static bool device_taken(const struct blk_dev *dev)
{
	const struct mount *m = first;

	while (m && !(m->dev && overlap(m->dev, dev)))
		m = m->next;
	return m != NULL;
}

bool vfs_device_used(const struct blk_dev *dev)
{
	mutex_lock(&mount_lock);
	bool taken = device_taken(dev);
	mutex_unlock(&mount_lock);
	return taken;
}

/* Whether m may be mounted where covered is (NULL: as "/"). */
static int check_place(const struct mount *m, const struct vnode *covered)
{
	if (m->type->on_device && !m->dev)
		return -ENOTBLK;
	if (m->dev && device_taken(m->dev))
		return -EBUSY;
	if (!covered)
		return first ? -EBUSY : 0;
	if (covered->hidden || covered == covered->mnt->root)
		return -EBUSY;
	return covered->nlink == 0 ? -ENOENT : 0;
}

/* Mounts m, which gets the caller's reference to covered on success. */
static int attach(struct mount *m, struct vnode *covered)
{
	int err = check_place(m, covered);

	if (!err)
		err = m->type->mount(m);
	if (err)
		return err;
	if (covered && S_ISDIR(covered->mode) != S_ISDIR(m->root->mode)) {
		m->type->unmount(m);
		return -ENOTDIR;
	}
	m->id = ++last_id;
	m->covered = covered;
	*end_of_list() = m;
	if (covered)
		set_hidden(covered, m);
	return 0;
}

int vfs_mount_type(const struct fs_type *type, void *fs, struct blk_dev *dev, const char *path,
		   bool read_only)
{
	struct vnode *covered = NULL;
	int err = path ? path_lookup(NULL, path, PATH_FOLLOW, &covered) : 0;

	if (err)
		return err;
	struct mount *m = heap_alloc(sizeof(*m));
	if (m) {
		*m = (struct mount){ .type = type, .fs = fs, .dev = dev, .read_only = read_only };
		m->read_only = read_only || (dev && dev->read_only);
	}
	mutex_lock(&mount_lock);
	err = m ? attach(m, covered) : -ENOMEM;
	mutex_unlock(&mount_lock);
	if (err) {
		vnode_put(covered);
		heap_free(m);
		return err;
	}
	return path ? 0 : vfs_chdir(m->root);
}

int vfs_mount(const char *name, struct blk_dev *dev, const char *path, bool read_only)
{
	const struct fs_type *type = find_type(name);

	if (!type) {
		log_err("no filesystem of kind %s in this image", name);
		return -ENODEV;
	}
	return vfs_mount_type(type, NULL, dev, path, read_only);
}

int vfs_mount_any(struct blk_dev *dev, const char *path, bool read_only)
{
	FOR_TABLE(struct fs_type, type, fs_types)
	{
		int err = type->on_device ? vfs_mount_type(type, NULL, dev, path, read_only)
					  : -EINVAL;
		if (err != -EINVAL)
			return err;
	}
	return -EINVAL;
}

/* --- unmounting ------------------------------------------------------------------------- */

static void set_leaving(struct mount *m, bool leaving)
{
	unsigned long flags = spin_lock(&cross_lock);

	m->leaving = leaving;
	spin_unlock(&cross_lock, flags);
}

/* True when nothing but the mount itself refers to its vnodes. */
static bool is_idle(struct mount *m)
{
	if (m->type->idle)
		return m->type->idle(m);
	return vnode_forget_idle(m) && __atomic_load_n(&m->root->refs, __ATOMIC_ACQUIRE) == 1;
}

/* Takes m off its place, if it is idle, and frees it. */
static int detach(struct mount *m)
{
	struct mount **at = &first;

	set_leaving(m, true);
	if (!is_idle(m)) {
		set_leaving(m, false);
		return -EBUSY;
	}
	while (*at != m)
		at = &(*at)->next;
	*at = m->next;
	if (m->covered)
		set_hidden(m->covered, NULL);
	vnode_put(m->covered);
	int err = m->type->unmount(m);
	heap_free(m);
	return err;
}

int vfs_unmount(const char *path)
{
	struct vnode *vn;
	int err = path_lookup(NULL, path, PATH_FOLLOW, &vn);

	if (err)
		return err;
	mutex_lock(&mount_lock); /* vn keeps its mount until then */
	struct mount *m = vn->mnt;
	bool is_root = vn == m->root;
	vnode_put(vn);
	if (!is_root)
		err = -EINVAL;
	else
		err = m == first ? -EBUSY : detach(m);
	mutex_unlock(&mount_lock);
	return err;
}

/* --- all of them ------------------------------------------------------------------------ */

static int sync_mount(struct mount *m)
{
	return m->type->sync ? m->type->sync(m) : 0;
}

int vfs_sync(void)
{
	int first_err = 0;

	if (IS_ENABLED(CONFIG_FILE_MAP) && vnode_maps)
		vnode_maps->collect(false);
	mutex_lock(&mount_lock);
	for (struct mount *m = first; m; m = m->next) {
		int err = sync_mount(m);
		if (!first_err)
			first_err = err;
	}
	mutex_unlock(&mount_lock);
	return first_err;
}

int vfs_for_mounts(mount_fn *fn, void *ctx)
{
	char *path = heap_alloc(PATH_SIZE);
	bool more = true;

	if (!path)
		return -ENOMEM;
	mutex_lock(&mount_lock);
	for (const struct mount *m = first; m && more; m = m->next) {
		if (S_ISDIR(m->root->mode) && vfs_path_of(m->root, path, PATH_SIZE) > 0)
			more = fn(ctx, m, path);
	}
	mutex_unlock(&mount_lock);
	heap_free(path);
	return 0;
}

static void close_all(void)
{
	for (int fd = 0; fd < FD_MAX; fd++)
		fd_close(fd);
	vfs_chdir(NULL);
}

/* The last mount that is not behind `limit`. */
static struct mount *last_before(const struct mount *limit)
{
	struct mount *m = first;

	while (m && m->next != limit)
		m = m->next;
	return m;
}

void vfs_stop(void)
{
	struct mount *limit = NULL, *m;

	if (IS_ENABLED(CONFIG_FILE_MAP) && vnode_maps)
		vnode_maps->collect(true);
	stopping = true;
	close_all();
	mutex_lock(&mount_lock);
	while (limit != first && (m = last_before(limit)) != NULL) {
		const char *name = m->type->name;
		int err = detach(m);
		if (err == -EBUSY) {
			err = sync_mount(m);
			limit = m;
		}
		if (err)
			log_err("%s could not be written: error %d", name, -err);
	}
	mutex_unlock(&mount_lock);
}
