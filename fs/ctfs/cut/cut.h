/* SPDX-License-Identifier: MIT */
/*
 * cut.h - the proof by power cut: operations run on a disk that remembers every write and
 * flush; every state that a cut could have left is mounted, compared with what a model of the
 * volume allows, and checked.
 *
 *	main.c    which workloads, how many states, negative controls
 *	disk.c    the disk, its log, the images that a cut leaves
 *	work.c    random operations, on a target and on the model at once
 *	volume.c  the target that is a volume in this process
 *	script.c  the target that is a script for a guest (tests/e2e/powercut)
 *	record.c  what QEMU's blklogwrites recorded of that guest's disk, as a log
 *	replay.c  judges such logs
 *	noise.c   reproducible noise
 *	model.c   what the volume may contain after a cut
 *	state.c   one state: mount, compare, unmount, check; and a cut in its mount
 */
#ifndef FS_CTFS_CUT_CUT_H
#define FS_CTFS_CUT_CUT_H

#include <stdio.h>

#include "ctfs/ctfs.h"
#include "tools/port.h"

#define CUT_BLOCKS  192u /* of the volume */
#define CUT_SIZE    (CUT_BLOCKS * CTFS_BLOCK)
#define CUT_OPS_MAX 512u

/* --- disk.c */

struct cut_event {
	uint32_t sector, sectors; /* 0 sectors: a flush */
	uint8_t *data;
	unsigned op; /* under way then */
};

struct cut_disk {
	struct blk_dev dev;
	uint8_t *image;
	bool logging;
	/* The flush before a record is left out of the log: a negative control. */
	bool lose_flush;
	struct cut_event *log;
	size_t events, room;
	unsigned op;    /* noted with each event */
	uint8_t *start; /* the image when the log began */
};

void cut_disk_init(struct cut_disk *d);
void cut_disk_free(struct cut_disk *d);
void cut_log_start(struct cut_disk *d);
/** Adds a write to the log; gives where its bytes belong. */
uint8_t *cut_log_write(struct cut_disk *d, uint32_t sector, uint32_t sectors);
void cut_log_flush(struct cut_disk *d);
/** If the newest event is a flush, and not that of a record, it is left out of the log. */
void cut_lose_data_flush(struct cut_disk *d);
/** Puts the sectors of event e that mask selects into image: bit n % 64 for sector n. */
void cut_apply(const struct cut_event *e, uint64_t mask, uint8_t *image);

/* --- model.c */

#define CUT_FILES   64u
#define CUT_ENTRIES 48u
#define CUT_PAGES   24u /* of a file */
#define CUT_SECTORS (CUT_PAGES * 8)

struct cut_version {
	struct cut_version *older;
	unsigned op;
	bool gone;    /* there is no such sector from here on */
	bool ordered; /* whoever sees this op's inode sees this content or a newer one */
	uint8_t data[512];
};

struct cut_file {
	uint8_t type;
	uint32_t nlink;
	uint64_t size;
	uint64_t mtime; /* by the model's clock */
	bool page[CUT_PAGES];
	struct cut_version *sector[CUT_SECTORS];
	unsigned changed; /* last op that changed the inode or its names */
	unsigned written; /* ... its size or which blocks it has, or made it */
	char target[16];  /* of a link */
};

struct cut_entry {
	uint8_t parent, file; /* file 0: the root */
	char name[8];
};

/** The names after an operation. */
struct cut_tree {
	unsigned entries;
	struct cut_entry entry[CUT_ENTRIES];
	struct {
		uint32_t nlink;
		uint64_t size, mtime;
		uint8_t type;
	} file[CUT_FILES];
};

struct cut_sync { /* an operation after which something is durable */
	unsigned op, safe_op;
	uint8_t file; /* whose contents are, 0: all */
};

struct cut_model {
	struct cut_file file[CUT_FILES];
	unsigned files;
	struct cut_tree now, after[CUT_OPS_MAX]; /* after[n]: after operation n; 0: at first */
	unsigned ops;                            /* the number of the last one */
	uint64_t time; /* seconds, during the next operation; 0: for ever, it is not known */
	struct cut_sync sync[CUT_OPS_MAX];
	unsigned syncs;
};

void model_reset(struct cut_model *m);
void model_free(struct cut_model *m);
/** The new contents of a range; grows the file. */
void model_write(struct cut_model *m, unsigned file, uint64_t off, const uint8_t *data, size_t len);
/** Room for a page, which reads as zeros. */
void model_allocate(struct cut_model *m, unsigned file, unsigned page);
void model_truncate(struct cut_model *m, unsigned file, uint64_t size);
/** Contents as they are now. */
void model_read(const struct cut_model *m, unsigned file, uint64_t off, uint8_t *to, size_t len);
/** The operation is complete. */
void model_end_op(struct cut_model *m);
/** Whether the mounted volume is what a cut during operation `op` may leave, with operations
 *  up to op - 1 complete. what: the difference. */
bool model_allows(const struct cut_model *m, unsigned op, struct ctfs *fs, char *what, size_t size);

/* --- work.c */

/** What operations are done on. Directories and files are the model's numbers, names have one
 *  letter; what fails does not return. */
struct cut_target {
	void (*begin)(unsigned op); /* the next operation's number, once or more */
	uint64_t (*clock)(void);    /* seconds; now and then it goes on; NULL: not known */
	/* Leaves it open. type: CTFS_FILE or CTFS_DIR. */
	void (*create)(unsigned dir, const char *name, uint8_t type, unsigned file);
	void (*symlink)(unsigned dir, const char *name, const char *target, unsigned file);
	void (*link)(const struct cut_entry *from, unsigned dir, const char *name);
	void (*unlink)(const struct cut_entry *e, bool is_dir);
	void (*rename)(const struct cut_entry *e, unsigned dir, const char *name,
		       unsigned replaced);
	void (*close)(unsigned file);
	bool (*has_room)(void); /* for a write of one page */
	void (*write)(unsigned file, uint64_t off, size_t len, uint32_t value);
	void (*read)(unsigned file);
	void (*truncate)(unsigned file, uint64_t size);
	void (*allocate)(unsigned file, unsigned page); /* NULL: it cannot */
	void (*fsync)(unsigned file, bool data_only);
	void (*sync)(void);
	void (*write_back)(void); /* of data, by what is not the program */
};

enum cut_pace { CUT_SYNCS, CUT_FEW_SYNCS };

void work_start(struct cut_model *m, const struct cut_target *on, enum cut_pace pace);
/** One random operation; false: nothing was done, try again. */
bool work_step(void);
void work_sync(void);
/** The bytes that a write of this value writes. */
void cut_fill(uint8_t *bytes, size_t len, uint32_t value);

/* --- volume.c */

enum cut_control {
	CONTROL_NONE,
	CONTROL_NO_FLUSH, /* before a record */
	CONTROL_NO_DATA_FLUSH,
	CONTROL_NO_HOLD,
	CONTROL_REUSE
};

/** Formats the disk, then runs so many random operations, logged. */
void volume_run(struct cut_disk *d, struct cut_model *m, unsigned ops, enum cut_control control);

/* --- script.c */

/** Prints so many random operations, as tests/e2e/powercut/main.c reads them, and a sync(). */
void script_run(struct cut_model *m, unsigned ops, FILE *out);

/* --- record.c */

struct cut_place { /* of the volume on the recorded disk, and of the acknowledgements; sectors */
	uint32_t volume, acks;
};

/** Fills d's log from what was recorded. Each event's op is the first that the model syncs after
 *  the last acknowledgement that came before the event. False, and what: not such a record. */
bool record_read(struct cut_disk *d, const struct cut_model *m, FILE *in,
		 const struct cut_place *place, char *what, size_t size);

/* --- state.c */

extern unsigned long cut_states; /* looked at */

/** Judges image, which it changes, as what a cut during op left: mounted, and some by the check
 *  as they are. With nested, cuts in its mount too. False, and what: it is not allowed. */
bool state_ok(const struct cut_model *m, unsigned op, uint8_t *image, bool nested, char *what,
	      size_t size);
/** Every state of the log, as long as budget lasts; false at the first that is not allowed. */
bool states_ok(const struct cut_disk *d, const struct cut_model *m, unsigned exhaustive, char *what,
	       size_t size);

/* --- noise.c */

/** Reproducible noise. */
void cut_seed(uint64_t seed);
uint64_t cut_random(void);
uint32_t cut_below(uint32_t bound);

#endif
