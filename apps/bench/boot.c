/* SPDX-License-Identifier: MIT */
/* boot.c - from the image's first instruction to main(). */
#include <inttypes.h>
#include <stdio.h>

#include "boot.h"
#include "measure.h"

static uint64_t reached;

void boot_reached_main(void)
{
	reached = stamp();
}

/* The kernel notes the counter when it is entered: /proc/bobbin tells it. */
static uint64_t entry_to_main(void)
{
	FILE *f = fopen("/proc/bobbin", "r");
	char line[80];
	uint64_t entered = 0;

	must(f != NULL, "open of /proc/bobbin");
	while (fgets(line, sizeof(line), f))
		sscanf(line, "entered %" SCNu64, &entered);
	fclose(f);
	must(entered > 0 && entered < reached, "reading \"entered\" in /proc/bobbin");
	return reached - entered;
}

static const struct measurement list[] = {
	{ "entry to main()", entry_to_main, 1 },
};
const struct group boot_group = { .name = "boot", .list = list, .count = 1 };
