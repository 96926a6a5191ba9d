/* SPDX-License-Identifier: MIT */
/* state.c - what a cut leaves, and judging it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctfs/cut/cut.h"
#include "ctfs/tools/check.h"

#define PENDING_MAX 512u /* writes between two flushes */
#define SAMPLES     64u  /* of their subsets, when there are too many for all */
#define NESTED      97u  /* every so many-th state is cut in its mount too */
#define CHECKED     5u   /* ... and is checked before a mount too */

unsigned long cut_states;

static void keep_line(void *ctx, const char *line)
{
	char *what = ctx;

	if (!*what)
		snprintf(what, 200, "fsck: %s", line);
}

enum journal { MAY_BE_NEEDED, ALL_IN_PLACE };

/* Changes image: the check replays the journal in it. */
static bool is_sound(uint8_t *image, enum journal journal, char *what)
{
	struct check c = { .image = image, .size = CUT_SIZE, .say = keep_line, .ctx = what };

	what[0] = '\0';
	if (!check_volume(&c) || c.problems)
		return false;
	if (journal == ALL_IN_PLACE && c.replayed)
		keep_line(what, "blocks of the journal are not in their places");
	return !what[0];
}

/* Mounts the disk, compares, unmounts. */
static bool mount_and_compare(struct cut_disk *d, const struct cut_model *m, unsigned op,
			      char *what, size_t size)
{
	struct bcache *cache;
	struct ctfs *fs;

	if (bcache_open(&d->dev, &cache))
		abort();
	int err = ctfs_open(cache, CTFS_READ_WRITE, &fs);
	if (err) {
		bcache_close(cache);
		snprintf(what, size, "not mounted: error %d", err);
		return false;
	}
	d->logging = false;
	bool ok = model_allows(m, op, fs, what, size);
	int fs_err = ctfs_close(fs), cache_err = bcache_close(cache);
	if (ok && (fs_err || cache_err))
		snprintf(what, size, "not unmounted: error %d, %d", fs_err, cache_err);
	return ok && !fs_err && !cache_err;
}

bool state_ok(const struct cut_model *m, unsigned op, uint8_t *image, bool nested, char *what,
	      size_t size)
{
	struct cut_disk d;

	cut_states++;
	cut_disk_init(&d);
	memcpy(d.image, image, CUT_SIZE);
	if (nested)
		cut_log_start(&d);
	bool ok = mount_and_compare(&d, m, op, what, size) &&
		  is_sound(d.image, ALL_IN_PLACE, what) &&
		  (cut_states % CHECKED || is_sound(image, MAY_BE_NEEDED, what));
	if (ok && nested) {
		for (size_t i = 0; i < d.events; i++)
			d.log[i].op = op;
		ok = states_ok(&d, m, 4, what, size);
	}
	cut_disk_free(&d);
	return ok;
}

/** What is on the medium for certain, and what may be. */
struct moment {
	const struct cut_disk *d;
	const struct cut_model *m;
	uint8_t *sure, *image;
	const struct cut_event *pending[PENDING_MAX];
	unsigned n;
	bool nest; /* states may be cut in their mounts */
};

/* The state with those of the pending writes that set says, the last one always; torn: some
 * of their sectors. */
static bool try_subset(struct moment *t, uint64_t set, bool torn, char *what, size_t size)
{
	const struct cut_event *last = t->pending[t->n - 1];

	memcpy(t->image, t->sure, CUT_SIZE);
	for (unsigned i = 0; i < t->n; i++)
		if (i == t->n - 1 || (i < 64 ? set >> i & 1 : cut_random() & 1))
			cut_apply(t->pending[i], torn ? cut_random() : UINT64_MAX, t->image);
	return state_ok(t->m, last->op, t->image, t->nest && cut_below(NESTED) == 0, what, size);
}

/* All subsets that contain the newest write: those without it were tried before it came. */
static bool try_subsets(struct moment *t, unsigned exhaustive, char *what, size_t size)
{
	bool all = t->n - 1 <= exhaustive;
	unsigned count = all ? 1u << (t->n - 1) : SAMPLES;

	for (unsigned i = 0; i < count; i++) {
		uint64_t set = all ? i : i == 0 ? UINT64_MAX : cut_random();
		if (!try_subset(t, set, false, what, size) || !try_subset(t, set, true, what, size))
			return false;
	}
	return true;
}

/* After a flush all of them are on the medium. */
static bool settle(struct moment *t, unsigned op, char *what, size_t size)
{
	for (unsigned i = 0; i < t->n; i++)
		cut_apply(t->pending[i], UINT64_MAX, t->sure);
	t->n = 0;
	memcpy(t->image, t->sure, CUT_SIZE);
	return state_ok(t->m, op, t->image, false, what, size);
}

bool states_ok(const struct cut_disk *d, const struct cut_model *m, unsigned exhaustive, char *what,
	       size_t size)
{
	struct moment t = { .d = d, .m = m, .sure = malloc(CUT_SIZE), .image = malloc(CUT_SIZE) };
	bool ok = true;

	t.nest = exhaustive > 4;
	memcpy(t.sure, d->start, CUT_SIZE);
	for (size_t i = 0; i < d->events && ok; i++) {
		const struct cut_event *e = &d->log[i];
		if (e->sectors == 0) {
			ok = settle(&t, e->op, what, size);
			continue;
		}
		ok = t.n < PENDING_MAX;
		t.pending[t.n++] = e;
		ok = ok && try_subsets(&t, exhaustive, what, size);
	}
	free(t.sure);
	free(t.image);
	return ok;
}
