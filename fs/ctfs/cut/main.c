/* SPDX-License-Identifier: MIT */
/*
 * main.c - powercut-ctfs [--states N] [--seed N] [--exhaustive N] [PATTERN]
 *
 * Runs workloads and judges the states that power cuts would leave, N in all (100,000); then
 * the negative controls: with a rule of the journal broken, a state must be found that is not
 * allowed. Prints TAP. Exit status: 0 when nothing failed, 1 otherwise, 2 for wrong usage.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ctfs/cut/cut.h"

#define OPS           60u
#define CONTROL_TRIES 400u /* workloads until a broken rule must have been noticed */

/* One workload and its states. False, and what: one is not allowed. */
static bool run_one(uint64_t seed, unsigned exhaustive, enum cut_control control, char *what,
		    size_t size)
{
	static struct cut_model m;
	struct cut_disk d;

	cut_seed(seed);
	cut_disk_init(&d);
	d.lose_flush = control == CONTROL_NO_FLUSH;
	volume_run(&d, &m, OPS, control);
	bool ok = states_ok(&d, &m, exhaustive, what, size);
	model_free(&m);
	cut_disk_free(&d);
	return ok;
}

static bool promise(unsigned long states, uint64_t seed, unsigned exhaustive)
{
	char what[256] = "";
	unsigned workloads = 0;

	cut_states = 0;
	while (cut_states < states) {
		if (run_one(seed + workloads, exhaustive, CONTROL_NONE, what, sizeof(what))) {
			workloads++;
			continue;
		}
		printf("not ok ctfs_keeps_its_promises_over_power_cuts\n# seed %llu: %s\n",
		       (unsigned long long)(seed + workloads), what);
		return false;
	}
	printf("ok ctfs_keeps_its_promises_over_power_cuts # %lu states, %u workloads\n",
	       cut_states, workloads);
	return true;
}

static bool control(const char *name, enum cut_control control)
{
	char what[256] = "";
	unsigned n = 0;

	while (n < CONTROL_TRIES && run_one(n + 1, 4, control, what, sizeof(what)))
		n++;
	printf("%s %s # workload %u: %s\n", n < CONTROL_TRIES ? "ok" : "not ok", name, n + 1, what);
	return n < CONTROL_TRIES;
}

static int usage(void)
{
	fprintf(stderr,
		"usage: powercut-ctfs [--states N] [--seed N] [--exhaustive N] [PATTERN]\n");
	return 2;
}

static bool wanted(const char *name, const char *pattern)
{
	return !pattern || strstr(name, pattern);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		enum cut_control control;
	} controls[] = {
		{ "power_cuts_find_a_missing_flush", CONTROL_NO_FLUSH },
		{ "power_cuts_find_a_missing_flush_of_overwritten_data", CONTROL_NO_DATA_FLUSH },
		{ "power_cuts_find_blocks_that_are_not_held", CONTROL_NO_HOLD },
		{ "power_cuts_find_blocks_that_are_reused_early", CONTROL_REUSE },
	};
	uint64_t option[3] = { 100000, 1, 10 };
	static const char *const names[3] = { "--states", "--seed", "--exhaustive" };
	bool ok = true;
	int at = 1;

	for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
		unsigned i = 0;
		while (i < 3 && strcmp(argv[at], names[i]) != 0)
			i++;
		if (i == 3)
			return usage();
		option[i] = strtoull(argv[at + 1], NULL, 0);
	}
	if (at + 1 < argc || (at < argc && argv[at][0] == '-'))
		return usage();
	port_quiet = true;
	if (wanted("ctfs_keeps_its_promises_over_power_cuts", argv[at]))
		ok = promise(option[0], option[1], (unsigned)option[2]);
	for (unsigned i = 0; i < ARRAY_SIZE(controls); i++)
		if (wanted(controls[i].name, argv[at]))
			ok = control(controls[i].name, controls[i].control) && ok;
	return ok ? 0 : 1;
}
