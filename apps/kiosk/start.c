/* SPDX-License-Identifier: MIT */
/*
 * start.c - how long the kiosk took to show something. The kernel notes the time stamp counter
 * when it is entered, and /proc/bobbin tells it (docs/ledger.tsv counts by this line).
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <x86intrin.h>

#include "start.h"

void start_done(void)
{
	static bool said;
	uint64_t now = __rdtsc(), entered = 0;
	char line[80];
	FILE *file = said ? NULL : fopen("/proc/bobbin", "r");

	said = true;
	if (!file)
		return;
	while (fgets(line, sizeof(line), file))
		sscanf(line, "entered %" SCNu64, &entered);
	fclose(file);
	if (entered)
		fprintf(stderr, "kiosk: first picture %" PRIu64 " cycles after the start\n",
			now - entered);
}
