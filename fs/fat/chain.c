/* SPDX-License-Identifier: MIT */
/*
 * chain.c - the clusters of one file or folder.
 *
 * A node remembers some runs of clusters that follow each other, as walks along its chain find
 * them. So reading in order asks the FAT once per cluster, and a file in one piece, as files
 * mostly are, is walked once.
 *
 * A chain is walked as far as the node's count says, which comes from the size of a file; so a
 * cyclic one ends, and one that leaves the volume before is damage. What follows the end that
 * the size gives (a power cut can leave that, see DESIGN.md) is nobody's: a file that grows
 * does not use it.
 *
 * Locking: fs->lock.
 */
#include <errno.h>
#include <string.h>

#include "fat.h"

uint64_t fat_cluster_at(const struct fat *fs, uint32_t c)
{
	return fs->geo.data_at + (uint64_t)(c - FAT_FIRST) * fs->geo.cluster;
}

static uint32_t run_end(const struct fat_run *r)
{
	return r->index + r->count;
}

static struct fat_run *new_run(struct fat_node *n, uint32_t index, uint32_t cluster)
{
	unsigned i = n->runs < FAT_RUNS ? n->runs++ : n->oldest_run++ % FAT_RUNS;

	n->run[i] = (struct fat_run){ index, cluster, 1 };
	return &n->run[i];
}

/* The run from which index is nearest. NULL: none begins at or before it. */
static struct fat_run *nearest_run(struct fat_node *n, uint32_t index)
{
	struct fat_run *best = NULL;

	for (unsigned i = 0; i < n->runs; i++) {
		struct fat_run *r = &n->run[i];
		if (r->index <= index && (!best || run_end(r) > run_end(best)))
			best = r;
	}
	return best;
}

static int bad_link(struct fat *fs, const struct fat_node *n, uint32_t index, uint32_t cluster)
{
	return fat_damaged(fs,
			   "file %llu: cluster %u of its chain is number %u, which it cannot be",
			   (unsigned long long)n->vn.ino, index, cluster);
}

/* One step along the chain, behind r: makes it longer, or gives a new run. */
static int step(struct fat *fs, struct fat_node *n, struct fat_run **r)
{
	uint32_t last = (*r)->cluster + (*r)->count - 1, next;
	int err = fat_get(fs, last, &next);

	if (err)
		return err;
	if (!fat_valid(fs, next))
		return bad_link(fs, n, run_end(*r), next);
	if (next == last + 1)
		(*r)->count++;
	else
		*r = new_run(n, run_end(*r), next);
	return 0;
}

int fat_map(struct fat *fs, struct fat_node *n, uint32_t index, uint32_t want, uint32_t *cluster,
	    uint32_t *run)
{
	uint32_t end = n->count - index > want ? index + want : n->count;
	struct fat_run *r = nearest_run(n, index);

	if (!r && !fat_valid(fs, n->first))
		return bad_link(fs, n, 0, n->first);
	if (!r)
		r = new_run(n, 0, n->first);
	while (run_end(r) <= index) {
		int err = step(fs, n, &r);
		if (err)
			return err;
	}
	*cluster = r->cluster + (index - r->index);
	/* As long as it goes on in one piece; trouble further on is for who comes there. */
	while (run_end(r) < end) {
		uint32_t next, last = r->cluster + r->count - 1;
		if (fat_get(fs, last, &next) != 0 || next != last + 1 || !fat_valid(fs, next))
			break;
		r->count++;
	}
	*run = run_end(r) - index;
	if (*run > want)
		*run = want;
	return 0;
}

/* A chain that was just cut, and grows again: the medium must know of the cut first, or the
 * file would have, there, its old size and too few clusters. */
static int settle_cut(struct fat *fs, uint32_t last)
{
	for (unsigned i = 0; i < fs->doomed_count; i++)
		if (fs->doomed[i].prev == last)
			return fat_commit(fs);
	return 0;
}

int fat_grow(struct fat *fs, struct fat_node *n)
{
	uint32_t last = 0, run, c;
	int err = n->count > 0 ? fat_map(fs, n, n->count - 1, 1, &last, &run) : 0;

	if (!err && last)
		err = settle_cut(fs, last);
	if (!err)
		err = fat_take(fs, last, &c);
	if (err)
		return err;
	if (n->count == 0)
		n->first = c;
	n->count++;
	return 0;
}

/* Forgets what is known of the chain from index `keep` on. */
static void trim_runs(struct fat_node *n, uint32_t keep)
{
	unsigned left = 0;

	for (unsigned i = 0; i < n->runs; i++) {
		struct fat_run r = n->run[i];
		if (r.index >= keep)
			continue;
		if (run_end(&r) > keep)
			r.count = keep - r.index;
		n->run[left++] = r;
	}
	n->runs = left;
}

/* The link to what is cut off stays until the folder's new size is on the medium: as long as
 * it says the old one, the file has its old clusters. */
int fat_cut(struct fat *fs, struct fat_node *n, uint32_t keep)
{
	uint32_t last = 0, first, run;

	if (keep >= n->count)
		return 0;
	int err = fat_map(fs, n, keep, 1, &first, &run);
	if (!err && keep > 0)
		err = fat_map(fs, n, keep - 1, 1, &last, &run);
	if (err)
		return err;
	fat_doom(fs, last, first, n->count - keep);
	trim_runs(n, keep);
	n->count = keep;
	if (keep == 0)
		n->first = 0;
	return 0;
}

/* A power cut while a folder was growing: its last cluster leads to one that was not taken
 * yet. Ends the chain there, lest it goes on in whatever takes that. */
static int end_chain(struct fat *fs, const struct fat_run *r)
{
	if (fs->mnt->read_only)
		return 0;
	int err = fat_begin(fs);
	return err ? err : fat_set(fs, r->cluster + r->count - 1, FAT_END);
}

int fat_measure(struct fat *fs, struct fat_node *n)
{
	uint32_t most = MAX(SLOTS_MAX * SLOT / fs->geo.cluster, 1), c = n->first, next;
	struct fat_run *r = NULL;

	n->count = 0;
	n->runs = 0;
	for (; c != FAT_END; c = next) {
		if (!fat_valid(fs, c))
			return bad_link(fs, n, n->count, c);
		if (n->count == most)
			return fat_damaged(fs, "folder %llu has no end",
					   (unsigned long long)n->vn.ino);
		int err = fat_get(fs, c, &next);
		if (err)
			return err;
		if (next == FAT_FREE)
			return r ? end_chain(fs, r) : bad_link(fs, n, 0, c);
		if (r && c == r->cluster + r->count)
			r->count++;
		else
			r = new_run(n, n->count, c);
		n->count++;
	}
	return 0;
}
