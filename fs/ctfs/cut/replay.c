/* SPDX-License-Identifier: MIT */
/*
 * replay.c - powercut-replay script SEED, or judge SEED DISK RECORD VOLUME ACKS [lose-flush]
 *
 * script prints the operations of a workload, for a guest. judge looks at the states that power
 * cuts would have left of that guest's disk: DISK is the disk before the guest ran, RECORD what
 * QEMU's blklogwrites recorded, VOLUME and ACKS the sectors at which the volume and the
 * acknowledgements begin. With lose-flush the flushes before records of the journal are left
 * out: a negative control.
 *
 * Exit status: 0 when every state is allowed; 1 when one is not, which is then described; 2 for
 * wrong usage, and for files that are not what they should be.
 */
#include <stdlib.h>
#include <string.h>

#include "ctfs/cut/cut.h"

#define OPS        140u
#define EXHAUSTIVE 5u /* all subsets of so many writes that are not flushed */

static int fail(const char *why)
{
	fprintf(stderr, "powercut-replay: %s\n", why);
	return 2;
}

static bool read_start(struct cut_disk *d, const char *path, const struct cut_place *place)
{
	FILE *in = fopen(path, "rb");

	if (!in)
		return false;
	bool ok = fseek(in, (long)place->volume * BLK_SECTOR, SEEK_SET) == 0 &&
		  fread(d->image, CUT_SIZE, 1, in) == 1;
	fclose(in);
	return ok;
}

static int judge(const struct cut_model *m, struct cut_disk *d, char **arg)
{
	struct cut_place place = { (uint32_t)atol(arg[2]), (uint32_t)atol(arg[3]) };
	char what[256];

	if (!read_start(d, arg[0], &place))
		return fail("the disk cannot be read");
	cut_log_start(d);
	FILE *in = fopen(arg[1], "rb");
	if (!in)
		return fail("the record cannot be read");
	bool ok = record_read(d, m, in, &place, what, sizeof(what));
	fclose(in);
	if (!ok)
		return fail(what);
	if (d->op <= m->ops)
		return fail("the record ends before the guest has");
	ok = states_ok(d, m, EXHAUSTIVE, what, sizeof(what));
	printf("%lu states of %zu requests: %s\n", cut_states, d->events, ok ? "allowed" : what);
	return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
	static struct cut_model m;
	struct cut_disk d;
	bool script = argc == 3 && strcmp(argv[1], "script") == 0;
	bool lose = argc == 8 && strcmp(argv[7], "lose-flush") == 0;

	if (!script && !((argc == 7 || lose) && strcmp(argv[1], "judge") == 0)) {
		fprintf(stderr, "usage: powercut-replay script SEED\n"
				"       powercut-replay judge SEED DISK RECORD VOLUME ACKS "
				"[lose-flush]\n");
		return 2;
	}
	port_quiet = true;
	port_time = 1000000;
	cut_seed(strtoull(argv[2], NULL, 0));
	FILE *out = script ? stdout : fopen("/dev/null", "w");
	if (!out)
		return fail("no /dev/null");
	script_run(&m, OPS, out);
	if (script)
		return fflush(out) ? fail("cannot print") : 0;
	fclose(out);
	cut_disk_init(&d);
	d.lose_flush = lose;
	int status = judge(&m, &d, argv + 3);
	cut_disk_free(&d);
	model_free(&m);
	return status;
}
