/* SPDX-License-Identifier: MIT */
/*
 * fat.h (private) - what the files of the FAT filesystem share. DESIGN.md says what is written
 * when, and why.
 *
 * Locking: fs->lock is held around all that touches the volume or a node, but not while a
 * file's bytes are read: the vnode's lock keeps its clusters. Order: vnode -> fs -> bcache.
 * vnode_put() is never called under it.
 */
#ifndef FS_FAT_FAT_H
#define FS_FAT_FAT_H

#include <core/mutex.h>
#include <fs/bcache.h>
#include <fs/vfs.h>

#include "bpb.h"
#include "name.h"
#include "ondisk.h"

struct fat_node;

/* --- the mounted volume --------------------------------------------------------------------- */

#define FAT_RUNS    8u  /* pieces of a chain that a node remembers */
#define FAT_DOOMED  32u /* chains that wait to be freed */
#define FAT_BUCKETS 64u
/* Pages in a piece of the list of those that are lent. */
#define FAT_LENT_PIECE 128u

/** When a changed sector may be written: after a flush that follows those of lower phases. */
enum fat_phase {
	FAT_PHASE_TABLE, /* the FAT, FSInfo, the boot sector */
	FAT_PHASE_DIR,   /* folders */
	FAT_PHASE_ABOVE, /* "..", of a folder that is moved */
	FAT_PHASE_LATE,  /* the new name of what is moved */
	FAT_PHASES
};

/** A sector of metadata as it will be; the cache of blocks still has it as it was. */
struct fat_shadow {
	struct fat_shadow *next; /* in its bucket */
	uint64_t at;
	enum fat_phase phase;
	uint8_t bytes[];
};

/** A chain that nobody refers to any more. Its clusters are free once the medium knows that. */
struct fat_chain {
	uint32_t prev; /* the cluster that it was cut off from, 0: none; still linked to it */
	uint32_t first, count;
};

/** Slots for one file: short entry last. */
struct fat_set {
	uint8_t slot[SET_MAX][SLOT];
	unsigned count;
};

struct fat {
	struct mount *mnt;
	struct bcache *cache;
	struct mutex lock; /* below: under lock */
	struct fat_geometry geo;
	struct fat_node *root;

	bool was_in_use; /* when it was mounted */
	bool changed;    /* by us, if only in memory */
	bool marked;     /* as in use, on the medium */
	bool broken;     /* damage was found: nothing is changed any more */
	bool barrier;    /* what is written next must find on the medium what was written last */
	bool data_dirty; /* contents of files changed since the last flush */
	struct fat_shadow *shadow[FAT_BUCKETS];
	unsigned shadows;
	struct fat_chain doomed[FAT_DOOMED];
	unsigned doomed_count;

	uint32_t free;   /* clusters, with those of doomed not in it */
	bool free_known; /* else: what FSInfo says, or nothing is known */
	bool free_exact; /* it was counted */
	bool info_changed;
	uint32_t next; /* where to look for a free cluster first */

	struct fat_node *indexed; /* the folders with an index, the newest first */
	size_t index_bytes;
	uint32_t missed; /* searches in large folders that had no index */

	struct fat_node *by_place[FAT_BUCKETS];
	struct fat_node *moved; /* nodes whose number is not their place's, see node.c */
	uint64_t next_ino;

	/* of the operation under way */
	struct fat_name wanted, found, spare;
	struct fat_set set;
	char text[FAT_NAME_MAX];
};

static inline struct fat *fat_of(const struct vnode *vn)
{
	return vn->mnt->fs;
}

/** Damage was found: logs it, the first time, and makes the volume read-only. -EUCLEAN. */
int fat_damaged(struct fat *fs, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* --- meta.c: changing sectors, and in which order they are written -------------------------- */

/** A sector of metadata for reading; {0} before the first use. */
struct fat_view {
	const uint8_t *bytes;
	struct buf *buf;
	uint64_t at;
};
/** Shows the byte at `at` and what follows in its sector. Nothing is changed between this and
 *  fat_view_end(). -EIO, -ENOMEM. */
int fat_view(struct fat *fs, struct fat_view *v, uint64_t at, const uint8_t **byte) MAY_SLEEP;
void fat_view_end(struct fat_view *v);

/** The sector of `at` will be changed, in this phase or one that was asked for before: *byte
 *  is the byte at `at`. Valid until the operation ends, and then it cannot fail a second time.
 *  -EIO, -ENOMEM. */
int fat_change(struct fat *fs, uint64_t at, enum fat_phase phase, uint8_t **byte) MAY_SLEEP;
/** Before an operation that changes something: makes room for its shadows and its doomed
 *  chains, and marks the volume as in use. -EROFS, -EIO, -ENOMEM. */
int fat_begin(struct fat *fs) MAY_SLEEP;
/** Writes everything, in order, and waits until it is on the medium. -EIO, -ENOMEM: what was
 *  not written will be tried again. */
int fat_commit(struct fat *fs) MAY_SLEEP;
/** True when it is time for a commit, for there is no more room for shadows. */
bool fat_many_shadows(const struct fat *fs);
/** Writes what has been freed, after everything else was committed. It is on the medium before
 *  anything that the next commit writes. */
int fat_write_freed(struct fat *fs) MAY_SLEEP;
/** Without a thread that does it: commits when it is time for that. At the end of operations. */
void fat_end(struct fat *fs) MAY_SLEEP;
/** Fills len bytes at `at`, of a cluster that nothing refers to, with bytes (NULL: zeros), and
 *  starts writing: they are on the medium after the next flush. */
int fat_write_new(struct fat *fs, uint64_t at, const uint8_t *bytes, size_t len) MAY_SLEEP;
/** Drops what was not written. */
void fat_drop_shadows(struct fat *fs);

/* --- table.c: the FAT --------------------------------------------------------------------------
 */

/** The entry of cluster c, as FAT_FREE, FAT_BROKEN, FAT_END, or the next cluster, which may be
 *  outside the volume. */
int fat_get(struct fat *fs, uint32_t c, uint32_t *value) MAY_SLEEP;
int fat_set(struct fat *fs, uint32_t c, uint32_t value) MAY_SLEEP;
bool fat_valid(const struct fat *fs, uint32_t c);
/** The same with all bits of an entry as they are (of FAT32: 28), for the first two. */
int fat_get_raw(struct fat *fs, uint32_t c, uint32_t *value) MAY_SLEEP;
/** Takes a free cluster, which becomes the end of a chain, and links it behind prev (0: it
 *  begins one). Commits when that frees some. -ENOSPC. Nothing was changed on error. */
int fat_take(struct fat *fs, uint32_t prev, uint32_t *out) MAY_SLEEP;
/** Undoes fat_take(fs, 0, &c), which was the last change of c's entry. */
void fat_give_back(struct fat *fs, uint32_t c);
/** Frees what is doomed, writing as it goes. */
int fat_free_doomed(struct fat *fs) MAY_SLEEP;
/** The chain is referred to by nobody any more. There is room for two in each operation. */
void fat_doom(struct fat *fs, uint32_t prev, uint32_t first, uint32_t count);
/** Free clusters, those that are doomed too. */
int fat_count_free(struct fat *fs, uint64_t *free) MAY_SLEEP;
/** Reads FSInfo. */
int fat_read_info(struct fat *fs) MAY_SLEEP;
/** Puts the numbers into FSInfo. */
int fat_write_info(struct fat *fs) MAY_SLEEP;

/* --- state.c: is the volume in use --------------------------------------------------------------
 */

/** True if the volume was in use when it was mounted: it was not unmounted then. */
int fat_read_state(struct fat *fs, bool *in_use) MAY_SLEEP;
/** Sets the marks, on the medium when the next commit is done. */
int fat_write_state(struct fat *fs, bool in_use) MAY_SLEEP;

/* --- node.c: files and folders in memory ---------------------------------------------------- */

/** Clusters that follow each other on the volume. */
struct fat_run {
	uint32_t index; /* of the first one in its chain */
	uint32_t cluster, count;
};

struct fat_node {
	struct vnode vn;
	/* below: under fs->lock */
	uint64_t at;    /* its short entry; 0: none (the root, and what was removed) */
	uint32_t first; /* cluster, 0: none */
	uint32_t count; /* clusters of the chain */
	uint8_t attr;
	unsigned lent; /* pages, see vnode_ops.map_page */
	/* By page: its block in the cache, in pieces, of which those exist in which one was lent;
	 * NULL: none is. */
	uint32_t **lent_at;
	uint32_t lent_room;      /* pieces */
	uint16_t room[SET_MAX];  /* of a folder: no room for i + 1 slots begins before room[i] */
	struct fat_index *index; /* of a folder; NULL: none */
	struct fat_node *next_indexed;
	uint64_t next_read; /* where reading goes on if it is in order */
	uint64_t read_until;
	uint32_t ahead; /* bytes to read before they are asked for */
	struct fat_run run[FAT_RUNS];
	unsigned runs, oldest_run;
	struct fat_node *next_by_place, *next_moved;
	bool in_place, is_moved;
};

static inline struct fat_node *fat_node(struct vnode *vn)
{
	return container_of(vn, struct fat_node, vn);
}

extern const struct vnode_ops fat_file_ops, fat_mapped_file_ops, fat_dir_ops;

/** The root. NULL: no memory. */
struct fat_node *fat_new_root(struct fat *fs, int *err) MAY_SLEEP;
/** The node of the short entry at `at`, with a reference: the one in memory or a new one. */
int fat_find_node(struct fat *fs, uint64_t at, const uint8_t *entry,
		  struct fat_node **out) MAY_SLEEP;
/** Number of the file whose short entry is at `at`. */
uint64_t fat_ino(struct fat *fs, uint64_t at);
/** The node has its entry there from now on; 0: nowhere. */
void fat_place_node(struct fat *fs, struct fat_node *n, uint64_t at);
/** Writes first cluster, size, attributes and times to the node's entry. */
int fat_store_node(struct fat *fs, struct fat_node *n) MAY_SLEEP;
/** The same, into 32 bytes. */
void fat_fill_entry(const struct fat *fs, const struct fat_node *n, uint8_t *entry);
/** Copies the short entry at `at`. */
int fat_copy_entry(struct fat *fs, uint64_t at, uint8_t entry[SLOT]) MAY_SLEEP;
/** First cluster in an entry. */
uint32_t fat_entry_first(const struct fat *fs, const uint8_t *entry);
void fat_set_entry_first(const struct fat *fs, uint8_t *entry, uint32_t first);
/** True when clusters are whole blocks of the cache. */
bool fat_is_aligned(const struct fat *fs);
/** The contents changed now. */
void fat_touch(struct fat_node *n);
/** vnode_ops.update, reclaim and sync of files and folders. */
int fat_update(struct vnode *vn) MAY_SLEEP;
void fat_reclaim(struct vnode *vn) MAY_SLEEP;
int fat_sync(struct vnode *vn, bool data_only) MAY_SLEEP;

/* --- chain.c: the clusters of a node -------------------------------------------------------- */

/** Cluster number `index` (below n->count) of the chain, and how many, up to want, follow each
 *  other from there. -EUCLEAN. */
int fat_map(struct fat *fs, struct fat_node *n, uint32_t index, uint32_t want, uint32_t *cluster,
	    uint32_t *run) MAY_SLEEP;
/** Appends a cluster. -ENOSPC. */
int fat_grow(struct fat *fs, struct fat_node *n) MAY_SLEEP;
/** Cuts the chain to `keep` clusters. What is behind is doomed. */
int fat_cut(struct fat *fs, struct fat_node *n, uint32_t keep) MAY_SLEEP;
/** Counts the clusters of a folder's chain. */
int fat_measure(struct fat *fs, struct fat_node *n) MAY_SLEEP;
/** Where cluster c lies. */
uint64_t fat_cluster_at(const struct fat *fs, uint32_t c);

/* --- lent.c: pages that mappings have --------------------------------------------------------- */

/** Remembers that page `index` of the chain is lent, and its block. -ENOMEM. */
int fat_note_lent(const struct fat *fs, struct fat_node *n, uint64_t index, uint64_t block);
/** The block of a page that is lent. */
uint32_t fat_lent_block(const struct fat_node *n, uint64_t index);
/** One page is lent no more. */
void fat_forget_lent(struct fat_node *n);

/* --- scan.c: reading folders ---------------------------------------------------------------- */

/** A walk over the entries of a folder. */
struct fat_scan {
	struct fat_node *dir;
	uint32_t slot; /* the next to read */
	struct fat_view view;
	/* the entry found; its long name is in fs->found */
	uint32_t first_slot, short_slot;
	uint64_t at; /* of the short entry */
	const uint8_t *entry;
	bool has_long;
	/* pieces of a long name */
	unsigned expected;
	uint8_t sum;
	uint32_t long_slot;
};

/** Where the units of a piece of a long name stand in its slot. */
extern const uint8_t fat_unit_at[LONG_UNITS];

void fat_scan_start(struct fat_scan *s, struct fat_node *dir, uint32_t slot);
/** The next file or folder, "." and ".." and labels left out. 1; 0 at the end; -EIO,
 *  -EUCLEAN. s->entry is valid until the next call or fat_scan_end(). */
int fat_scan_next(struct fat *fs, struct fat_scan *s) MAY_SLEEP;
void fat_scan_end(struct fat_scan *s);
/** Looks for fs->wanted, as a long or a short name. 0 with *s at it, which the caller ends;
 *  -ENOENT. */
int fat_scan_find(struct fat *fs, struct fat_scan *s, struct fat_node *dir) MAY_SLEEP;
/** Looks at the entry whose short entry is in that slot: 1 with *s at it, which the caller ends; 0:
 *  there is none. -EIO, -EUCLEAN. */
int fat_scan_at(struct fat *fs, struct fat_scan *s, struct fat_node *dir, uint32_t slot) MAY_SLEEP;
/** Slots of a folder, used or not. */
uint32_t fat_slots(const struct fat *fs, const struct fat_node *dir);
/** Where a slot (below fat_slots()) lies. */
int fat_slot_at(struct fat *fs, struct fat_node *dir, uint32_t slot, uint64_t *at) MAY_SLEEP;
/** Text of the name of the entry found: the long one if there is one that can be shown. */
size_t fat_scan_name(struct fat *fs, const struct fat_scan *s, char text[FAT_NAME_MAX]);

/* --- index.c: where names stand in large folders ---------------------------------------------- */

/** Makes the folder's index ready if it is to have one. 1; 0: it has none and is to be read; -EIO,
 *  -EUCLEAN. */
int fat_index_open(struct fat *fs, struct fat_node *dir) MAY_SLEEP;
/** An entry was made: of that name, with that short entry in that slot. */
void fat_index_add(struct fat *fs, struct fat_node *dir, const struct fat_name *name,
		   const uint8_t *entry, uint32_t slot);
void fat_index_drop(struct fat *fs, struct fat_node *dir);

/** A search in an index, which ends with the next change of the folder. */
struct fat_index_walk {
	const struct fat_index *index;
	uint32_t item, at;
};
void fat_index_find(struct fat_index_walk *w, const struct fat_node *dir,
		    const struct fat_name *name);
/** The next slot in which a short entry of that name may stand: it may be another one, or none.
 *  False: there are no more. */
bool fat_index_next(struct fat_index_walk *w, uint32_t *slot);

/* --- slots.c: writing folders --------------------------------------------------------------- */

/** Makes the slots for fs->wanted in dir, with a short name that no other file there has; the
 *  short entry is zero behind its name. except: place of an entry that will be gone, or 0. */
int fat_make_set(struct fat *fs, struct fat_node *dir, uint64_t except,
		 struct fat_set *set) MAY_SLEEP;
/** Finds `count` free slots that follow each other, and makes the folder larger if it must.
 *  *slot is the first. -ENOSPC. */
int fat_find_room(struct fat *fs, struct fat_node *dir, unsigned count, uint32_t *slot) MAY_SLEEP;
/** Writes the set, made of fs->wanted, to its slots; the sector of the short entry in phase `last`.
 *  *at: place of the short entry. Nothing was changed on error. */
int fat_put_set(struct fat *fs, struct fat_node *dir, uint32_t slot, const struct fat_set *set,
		enum fat_phase last, uint64_t *at) MAY_SLEEP;
/** Marks slots from..to as erased. Nothing was changed on error. */
int fat_erase(struct fat *fs, struct fat_node *dir, uint32_t from, uint32_t to) MAY_SLEEP;
/** True in *empty when a folder has nothing but "." and "..". */
int fat_is_empty(struct fat *fs, struct fat_node *dir, bool *empty) MAY_SLEEP;

/* --- dir.c ---------------------------------------------------------------------------------- */

/** Finds the entry called name, which is n's. */
int fat_find_entry(struct fat *fs, struct fat_scan *s, struct vnode *dir, const char *name,
		   size_t len, const struct fat_node *n) MAY_SLEEP;
/** -ENOTEMPTY for a folder with entries. */
int fat_check_removable(struct fat *fs, struct vnode *vn) MAY_SLEEP;
/** The folder was changed now. */
void fat_touch_dir(struct fat *fs, struct fat_node *dir) MAY_SLEEP;
/** vn's name in dir is gone. */
void fat_unname(struct fat *fs, struct vnode *dir, struct vnode *vn) MAY_SLEEP;

/* --- rename.c ------------------------------------------------------------------------------- */

int fat_rename(struct vnode *from, const char *name, size_t len, struct vnode *vn, struct vnode *to,
	       const char *new_name, size_t new_len, struct vnode *replaced) MAY_SLEEP;

#endif
