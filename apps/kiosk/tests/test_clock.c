/* SPDX-License-Identifier: MIT */
/* test_clock.c - moments as words: zones, and moments without words. */
#include <stdint.h>
#include <string.h>

#include <test/test.h>

#include "../clock.h"

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
#define SUMMER 1751364000 /* 2025-07-01 10:00:00 UTC */
#define WINTER 1735725600 /* 2025-01-01 10:00:00 UTC */

TEST(kiosk_clock_says_the_time_of_a_zone)
{
	char text[32];

	clock_text(NULL, SUMMER, "%H:%M", text, sizeof(text));
	CHECK_STR(text, "10:00");
	clock_text(BERLIN, SUMMER, "%H:%M", text, sizeof(text));
	CHECK_STR(text, "12:00");
	clock_text(BERLIN, WINTER, "%d.%m. %H:%M", text, sizeof(text));
	CHECK_STR(text, "01.01. 11:00");
	clock_text(NULL, WINTER, "%H:%M", text, sizeof(text)); /* Berlin is forgotten */
	CHECK_STR(text, "10:00");
}

TEST(kiosk_clock_says_nothing_where_there_are_no_words)
{
	char text[8] = "as was";

	clock_text(NULL, INT64_MAX, "%H:%M", text, sizeof(text)); /* a year beyond int */
	CHECK_STR(text, "");
	strcpy(text, "as was");
	clock_text(NULL, SUMMER, "%A, %d %B", text, sizeof(text)); /* longer than its place */
	CHECK_STR(text, "");
}
