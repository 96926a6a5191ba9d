/* SPDX-License-Identifier: MIT */
/*
 * ctfs.h (private) - CTFS without the VFS: volumes, inodes and the operations on them. The
 * guest's vnode.c and the host's tools call this; DESIGN.md says how it works.
 *
 * Locking: an operation on an inode is called by one thread at a time for that inode (the
 * VFS holds the vnode's lock); fs->lock, which operations take where it says "locks", guards
 * the volume: the running transaction, bitmaps, counts, the table of inodes, and every change
 * of an inode. Functions of the lower half are called with it.
 *
 * Errors beside the usual: -EUCLEAN: what is on the disk contradicts itself (a log line says
 * what and where, and nothing is written any more); -EROFS: nothing is written any more, for
 * that or another reason, or the volume is mounted so.
 */
#ifndef FS_CTFS_CTFS_H
#define FS_CTFS_CTFS_H

#include <stdbool.h>
#include <stddef.h>
#include <core/abi.h>
#include <core/mutex.h>
#include <fs/bcache.h>

#include "format.h"

/* What a block of the cache is to us (buf.tag). */
#define TAG_RUNNING 1u /* changed by the running transaction */
#define TAG_HOME    2u /* in the journal, and not yet in its place */
#define TAG_ORDERED 4u /* data that the running transaction speaks of */

/** A committed image whose block is not yet written in its place. */
struct ctfs_home {
	struct buf *buf; /* borrowed, held */
	uint64_t tid;    /* the record with its newest image */
};

struct ctfs_live {
	uint64_t tid;
	unsigned blocks;
};

struct ctfs_journal {
	uint64_t tid; /* of the running transaction */
	struct buf *images[CTFS_RECORD_IMAGES];
	unsigned count;
	uint32_t revoke[CTFS_RECORD_REVOKE];
	unsigned revokes;
	bool changed;  /* there is something to commit */
	bool has_data; /* there may be data that must reach the medium before the record */

	uint64_t last; /* sequence of the last record; 0: none */
	unsigned head; /* where the next one begins, 0..CTFS_JOURNAL_BLOCKS - 1 */
	struct ctfs_live live[CTFS_JOURNAL_BLOCKS]; /* records that a mount replays, oldest first */
	unsigned lives, live_blocks;
	struct ctfs_home home[CTFS_JOURNAL_BLOCKS];
	unsigned homes;
	bool unsettled; /* blocks were written in their places since the last flush */

	struct buf header; /* with a frame, in no cache */
};

struct ctfs {
	struct bcache *cache;
	struct mutex lock;
	bool read_only;
	int aborted; /* 0; -EUCLEAN, -EIO: why nothing is written any more */

	/* below: under lock */
	struct buf *super;                      /* borrowed, like the other two */
	struct buf *ibitmap;                    /* block 1 */
	struct buf *bitmap[CTFS_BITMAP_BLOCKS]; /* NULL: not needed so far */
	uint32_t total_blocks, free_blocks, free_inodes;
	uint32_t bitmap_blocks; /* that describe blocks of the volume */
	uint8_t *freed;         /* bitmap of what the running transaction freed */
	uint32_t freed_count;
	uint32_t next_block, next_inode; /* where to look first */
	uint8_t orphans[CTFS_INODES / 8];
	struct ctfs_journal journal;
	struct ctfs_inode *inodes[64];
};

/** An inode in memory: one struct per inode, as long as somebody has a reference. */
struct ctfs_inode {
	struct ctfs *fs;
	uint32_t ino;
	unsigned refs; /* below: under fs->lock */
	struct ctfs_inode *next;
	struct buf *buf;          /* its block of the table, borrowed */
	struct ctfs_dinode d;     /* newer than in buf until ctfs_inode_update() */
	uint64_t tid;             /* the last transaction that changed it */
	uint64_t data_tid;        /* ... that changed what is needed to read it back */
	uint64_t cut_tid;         /* ... that cut it in the middle of a block */
	bool cutting;             /* it may have blocks behind its end that it is to lose */
	struct ctfs_index *index; /* of a directory's names; NULL: none yet */
	uint32_t free_slot;       /* of a directory: all before it are taken */
	uint64_t next_read;       /* where reading in order would go on */
	uint64_t read_until;      /* page up to which it was read ahead */
	uint32_t read_ahead;      /* pages beyond what is asked for */
};

/* --- the volume: mount.c, format.c ------------------------------------------------------ */

enum ctfs_access { CTFS_READ_ONLY, CTFS_READ_WRITE };

/** Reads the volume in cache (borrowed) and makes it ready. With CTFS_READ_ONLY nothing is
 *  written. 0; -EINVAL no CTFS; -EUCLEAN damaged, or a version or features that are not
 *  understood: a log line says which; -EIO; -ENOMEM. A volume without journal or checksums
 *  becomes read_only. */
int ctfs_open(struct bcache *cache, enum ctfs_access access, struct ctfs **out) MAY_SLEEP;
/** No inode is referenced. Commits, writes all in place, marks the volume clean and frees
 *  fs, whatever it returns. 0 or the first error. */
int ctfs_close(struct ctfs *fs) MAY_SLEEP;
/** Commits everything. 0; -EIO. Locks. */
int ctfs_sync(struct ctfs *fs) MAY_SLEEP;
/** At the end of an operation: commits if it is time and nobody else would. Locks. */
void ctfs_look_at_clock(struct ctfs *fs) MAY_SLEEP;

struct ctfs_format {
	uint32_t blocks;   /* 0: of the whole device */
	const char *label; /* at most 16 bytes; NULL: none */
	uint8_t uuid[CTFS_UUID_SIZE];
	int64_t now; /* seconds since 1970 */
};
/** Makes an empty volume. 0; -EINVAL the device is too small or the label too long; -EIO,
 *  -ENOMEM. */
int ctfs_format(struct bcache *cache, const struct ctfs_format *f) MAY_SLEEP;

/* --- inodes: inode.c -------------------------------------------------------------------- */

/** A reference to inode ino. -EUCLEAN: it is not one in use, or damaged; -ENOMEM, -EIO.
 *  Locks. */
int ctfs_get(struct ctfs *fs, uint32_t ino, struct ctfs_inode **out) MAY_SLEEP;
/** Gives it back. The last one of an inode without names frees what it has on the disk.
 *  Locks. */
void ctfs_put(struct ctfs_inode *ip) MAY_SLEEP;
/** The caller has changed mode, uid, gid or times in ip->d. 0, -EROFS, -EIO. Locks. */
int ctfs_changed(struct ctfs_inode *ip) MAY_SLEEP;

/* --- names: dir.c, name.c ----------------------------------------------------------------
 * name has len bytes, without '/' and NUL, and is not "." or "..". -ENAMETOOLONG: len is
 * over CTFS_NAME_MAX. Changes lock; lookup and listing need not, as the directory does not
 * change meanwhile. */

int ctfs_lookup(struct ctfs_inode *dir, const char *name, size_t len, uint32_t *ino) MAY_SLEEP;
struct ctfs_entry {
	const char *name;
	size_t len;
	uint32_t ino, type;
	uint64_t next; /* slot to go on from */
};
/** Emits the entries from slot on until emit says false. */
int ctfs_readdir(struct ctfs_inode *dir, uint64_t slot,
		 bool (*emit)(void *ctx, const struct ctfs_entry *e), void *ctx) MAY_SLEEP;
/** A new file or directory; gives a reference. -EEXIST, -ENOSPC. */
int ctfs_create(struct ctfs_inode *dir, const char *name, size_t len, enum ctfs_type type,
		uint16_t mode, struct ctfs_inode **out) MAY_SLEEP;
/** -ENAMETOOLONG also for a target that is empty or over 4095 bytes. */
int ctfs_symlink(struct ctfs_inode *dir, const char *name, size_t len,
		 const char *target) MAY_SLEEP;
/** -EMLINK: there are as many as can be counted. */
int ctfs_link(struct ctfs_inode *dir, const char *name, size_t len,
	      struct ctfs_inode *ip) MAY_SLEEP;
/** Removes the name of ip, of any type. -ENOTEMPTY. */
int ctfs_unlink(struct ctfs_inode *dir, const char *name, size_t len,
		struct ctfs_inode *ip) MAY_SLEEP;
/** replaced: what new_name is now, or NULL; of the same kind as ip. -ENOTEMPTY. */
int ctfs_rename(struct ctfs_inode *from, const char *name, size_t len, struct ctfs_inode *ip,
		struct ctfs_inode *to, const char *new_name, size_t new_len,
		struct ctfs_inode *replaced) MAY_SLEEP;

/* --- contents: file.c, range.c
 * ---------------------------------------------------------------------- */

/** Counts, as in fs/vfs.h. Does not lock: fs is not changed. Also for symbolic links. */
ssize_t ctfs_read(struct ctfs_inode *ip, void *buf, size_t len, uint64_t off) MAY_SLEEP;
/** -EFBIG, -ENOSPC. Locks. */
ssize_t ctfs_write(struct ctfs_inode *ip, const void *buf, size_t len, uint64_t off) MAY_SLEEP;
int ctfs_truncate(struct ctfs_inode *ip, uint64_t size) MAY_SLEEP;
/** Gives the range blocks, which read as zeros. Locks. */
int ctfs_allocate(struct ctfs_inode *ip, uint64_t off, uint64_t len) MAY_SLEEP;
/** Where data, or a hole, begins at or behind off; ip->d.size for neither. */
int ctfs_seek(struct ctfs_inode *ip, uint64_t off, bool hole, uint64_t *out) MAY_SLEEP;
/** Borrows the block with page index of the file; for_write: makes one in a hole (locks).
 *  0 with NULL: a hole. Behind the file's end it is zero. */
int ctfs_page(struct ctfs_inode *ip, uint64_t index, bool for_write, struct buf **out) MAY_SLEEP;
/** Data and what is needed to read it back, with data_only; else all of the inode too. Locks. */
int ctfs_fsync(struct ctfs_inode *ip, bool data_only) MAY_SLEEP;

/* ============================ the lower half, with fs->lock ================================ */

/* --- crc32c.c */

/** Start with 0. */
uint32_t ctfs_crc(uint32_t crc, const void *data, size_t len);
/** Goes on with so many zeros. crc comes from ctfs_crc(). */
uint32_t ctfs_crc_zeros(uint32_t crc, uint32_t len);
/* --- super.c */

static inline struct ctfs_super *ctfs_super(const struct ctfs *fs)
{
	return (struct ctfs_super *)fs->super->data;
}
/** Whether it is a CTFS that this code can read: all but the crc and the counts. */
int ctfs_super_check(const struct ctfs_super *s, uint64_t device_blocks);
/** Its crc and counts, once the journal is replayed. */
int ctfs_super_verify(const struct ctfs_super *s);
/** What is behind its fields is zero, as FORMAT.md says. */
void ctfs_super_seal(struct ctfs_super *s);
uint64_t ctfs_now(void); /* seconds */
/** Logs "inode N, block N: what", stops all writing. -EUCLEAN. ino or block 0: not named. */
int ctfs_damaged(struct ctfs *fs, uint32_t ino, uint64_t block, const char *what) COLD;

/* --- journal.c, checkpoint.c, recover.c */

/** The checksum of an image in record tid: FORMAT.md. No CRC: of blocks that hold CRCs of their
 *  own parts, as inodes do, any mixture of old and new parts has the same one. */
uint64_t ctfs_image_sum(const uint8_t *image, uint32_t block, uint64_t tid);
/** Makes sure that the transaction has room for an operation that brings at most `images`
 *  blocks into it, beside those that it has (ctfs_image()), and will look for at most `blocks`
 *  free ones, committing before it if not. It changes at most CTFS_OPERATION blocks, those
 *  included. ip (or NULL): an inode with changes that were reserved and not yet put into its
 *  block, which a commit must have; images has that block too. 0; -EROFS; -EIO. */
int ctfs_reserve(struct ctfs *fs, struct ctfs_inode *ip, unsigned images,
		 uint32_t blocks) MAY_SLEEP;
/** Whether the operation may go on changing blocks when a later ctfs_reserve() failed. False: that
 *  committed all before it, and the journal has no room for another transaction. */
bool ctfs_has_begun(const struct ctfs *fs);
/** Locks, then ctfs_reserve(); unlocked again on error. */
int ctfs_begin(struct ctfs *fs, unsigned images, uint32_t blocks) MAY_SLEEP;
void ctfs_end(struct ctfs *fs) MAY_SLEEP;
/** The operation changes b, one of what it reserved. */
void ctfs_modify(struct ctfs *fs, struct buf *b) MAY_SLEEP;
/* Images of a record without the superblock's, which each has. */
#define CTFS_OPERATION (CTFS_RECORD_IMAGES - 1)
/** How many blocks changing b (or NULL) brings into the transaction: 1 or 0. */
static inline unsigned ctfs_image(const struct buf *b)
{
	return b && !(b->tag & TAG_RUNNING);
}
/** b's block was freed: no image of it is to be replayed. Forgets b, which stays borrowed. */
void ctfs_revoke(struct ctfs *fs, struct buf *b) MAY_SLEEP;
/** Makes everything so far durable. 0, -EIO. */
int ctfs_commit(struct ctfs *fs) MAY_SLEEP;
/** Writes blocks in their places: those of the oldest records, until `blocks` of the journal
 *  are free. */
int ctfs_checkpoint(struct ctfs *fs, unsigned blocks) MAY_SLEEP;
/** Reads the journal, and takes its newest images into the cache. */
int ctfs_recover(struct ctfs *fs) MAY_SLEEP;
/** Adds an image of record tid to those that are not in their place; b is borrowed once more. */
void ctfs_add_home(struct ctfs *fs, struct buf *b, uint64_t tid);
void ctfs_drop_home(struct ctfs *fs, struct buf *b);
/** Forgets all that is not on the medium: for what will not be written any more. */
void ctfs_drop_all(struct ctfs *fs) MAY_SLEEP;
/** Forgets the oldest records that no block is missing in its place of. */
void ctfs_drop_records(struct ctfs *fs);

/* --- alloc.c */

/** Takes a free block, near goal (0: anywhere). -ENOSPC, -EIO. One image. */
int ctfs_alloc_block(struct ctfs *fs, uint32_t goal, uint32_t *out) MAY_SLEEP;
/** How many blocks taking so many free ones brings into the transaction, at most. */
unsigned ctfs_bitmap_images(const struct ctfs *fs, unsigned blocks);
/** Brings the bitmap of a block into memory, so that freeing it cannot fail. */
int ctfs_bitmap_of(struct ctfs *fs, uint32_t block, struct buf **out) MAY_SLEEP;
/** Frees a block whose bitmap is in memory. -EUCLEAN: it was free. One image, one revocation. */
int ctfs_free_block(struct ctfs *fs, uint32_t ino, uint32_t block) MAY_SLEEP;
/** A free inode number, not taken yet; 0: none. */
uint32_t ctfs_find_inode(struct ctfs *fs);
void ctfs_take_inode(struct ctfs *fs, uint32_t ino) MAY_SLEEP;
void ctfs_free_inode(struct ctfs *fs, uint32_t ino) MAY_SLEEP;
bool ctfs_block_ok(const struct ctfs *fs, uint32_t block);

static inline bool ctfs_bit(const uint8_t *map, uint32_t n)
{
	return map[n / 8] >> n % 8 & 1;
}

static inline void ctfs_set_bit(uint8_t *map, uint32_t n, bool on)
{
	uint8_t mask = (uint8_t)(1u << n % 8);

	map[n / 8] = (uint8_t)(on ? map[n / 8] | mask : map[n / 8] & ~mask);
}

/* --- inode.c */

/** The same as ctfs_get() and ctfs_put(); put does not free what has no name. */
int ctfs_inode_get(struct ctfs *fs, uint32_t ino, struct ctfs_inode **out) MAY_SLEEP;
void ctfs_inode_put(struct ctfs_inode *ip);
/** A new inode in memory: nothing is changed on the volume. -ENOSPC, -ENOMEM, -EIO. */
int ctfs_inode_new(struct ctfs *fs, enum ctfs_type type, uint16_t mode,
		   struct ctfs_inode **out) MAY_SLEEP;
/** Puts ip->d into its block. One image. */
void ctfs_inode_update(struct ctfs_inode *ip) MAY_SLEEP;
/** Whether that changes the block. It does not when data was overwritten in the second, which is
 *  what times are counted in, of the change before: then there is nothing to commit. */
bool ctfs_inode_differs(const struct ctfs_inode *ip);
bool ctfs_is_orphan(const struct ctfs_inode *ip);
void ctfs_set_orphan(struct ctfs_inode *ip, bool on);
/** Finishes what a mount finds unfinished. */
void ctfs_reap_orphans(struct ctfs *fs) MAY_SLEEP;

/* --- file.c */

/** Data of ip in b is about to change; ordered: the transaction speaks of it. */
void ctfs_mark(struct ctfs_inode *ip, struct buf *b, bool ordered) MAY_SLEEP;
/** Before anything behind ip's end changes. */
int ctfs_prepare_growing(struct ctfs_inode *ip) MAY_SLEEP;

/* --- map.c, free.c */

/** The block with page index of the file, 0 for a hole. Needs no lock. */
int ctfs_map(struct ctfs_inode *ip, uint64_t index, uint32_t *block) MAY_SLEEP;
/** The same, and how many pages, 1 to max, are in the blocks that follow it, or are holes too:
 *  as many as one block of pointers tells. */
int ctfs_map_run(struct ctfs_inode *ip, uint64_t index, uint64_t max, uint32_t *block,
		 uint64_t *run) MAY_SLEEP;
/** Borrows the block with page index of the file, making one of zeros in a hole (*fresh):
 *  ctfs_map_images(), MAP_BLOCKS. whole: its bytes will all be overwritten. ip->d changes; the
 *  caller marks a fresh block as dirty, in its way, and calls ctfs_inode_update(). */
int ctfs_map_make(struct ctfs_inode *ip, uint64_t index, bool whole, struct buf **out,
		  bool *fresh) MAY_SLEEP;
/** How many blocks that brings into the transaction, at most, with the inode's: 6. */
unsigned ctfs_map_images(const struct ctfs_inode *ip, uint64_t index);
#define MAP_BLOCKS 3u
uint64_t ctfs_blocks_max(const struct ctfs *fs);
/** Frees the blocks of ip from page `keep` on, in as many transactions as it takes. ip is an
 *  orphan, so that a mount goes on with it. */
int ctfs_free_from(struct ctfs_inode *ip, uint64_t keep) MAY_SLEEP;
/** Finishes an earlier one that failed. */
int ctfs_finish_cut(struct ctfs_inode *ip) MAY_SLEEP;

/* --- dir.c, index.c */

/** A place in a directory: the block, borrowed, and the entry in it; without a block behind
 *  the directory's end. */
struct ctfs_place {
	struct buf *buf;
	struct ctfs_dirent *entry;
	uint32_t slot;
};
/** The entry called name; put place->buf. -ENOENT. */
int ctfs_dir_find(struct ctfs_inode *dir, const char *name, size_t len,
		  struct ctfs_place *place) MAY_SLEEP;
/** A free entry, or if there is none the place behind the end. put place->buf. */
int ctfs_dir_room(struct ctfs_inode *dir, struct ctfs_place *place) MAY_SLEEP;
/** Makes a block for such a place: ctfs_map_images() and that one, DIR_BLOCKS. put
 *  place->buf. -ENOSPC. */
int ctfs_dir_grow(struct ctfs_inode *dir, struct ctfs_place *place) MAY_SLEEP;
#define DIR_BLOCKS 2u
/** Both change the block of the place. */
void ctfs_dir_set(struct ctfs_inode *dir, struct ctfs_place *place, const char *name, size_t len,
		  const struct ctfs_inode *ip) MAY_SLEEP;
void ctfs_dir_clear(struct ctfs_inode *dir, struct ctfs_place *place) MAY_SLEEP;
/** The entry in slot; put place->buf. */
int ctfs_dir_slot(struct ctfs_inode *dir, uint32_t slot, struct ctfs_place *place) MAY_SLEEP;
/** 1 when there is nothing but "." and "..", 0 otherwise, or an error. */
int ctfs_dir_empty(struct ctfs_inode *dir) MAY_SLEEP;

uint32_t ctfs_name_hash(const char *name, size_t len);
/** An index for so many names; NULL: no memory. */
struct ctfs_index *ctfs_index_new(uint32_t names);
void ctfs_index_free(struct ctfs_index *x);
/** False: no memory, and the index is no longer complete. */
bool ctfs_index_add(struct ctfs_index *x, uint32_t hash, uint32_t slot);
void ctfs_index_remove(struct ctfs_index *x, uint32_t hash, uint32_t slot);
/** The slots of names with this hash, one per call: *at is 0 for the first. 0: no more. */
uint32_t ctfs_index_next(const struct ctfs_index *x, uint32_t hash, uint32_t *at);
uint32_t ctfs_index_count(const struct ctfs_index *x);

#endif
