/* SPDX-License-Identifier: MIT */
/* json.h - one value, or a row of numbers, out of a JSON text (RFC 8259). */
#ifndef KIOSK_JSON_H
#define KIOSK_JSON_H

#include <stdbool.h>
#include <stddef.h>

#define POINTS_MAX 240 /* of a chart: the last ones of a longer row */

struct reading {
	bool is_number;
	double number;
	char text[64]; /* what is shown when it is no number; cut to fit */
	double points[POINTS_MAX];
	size_t count; /* points: of an array */
};

struct cJSON;

/** Reads the len bytes at text, which end in a NUL; NULL: they are not JSON. json_close() ends
 *  it. */
struct cJSON *json_open(const char *text, size_t len);
void json_close(struct cJSON *json);
/**
 * Finds what path names: names of members with points between, and [N] for an element of an
 * array, as in "stations[2].water.level"; a minus counts from the end. A number, a text, true or
 * false is one value; an array of numbers is a row. NULL, or what is wrong, as a sentence without
 * a point in memory of its own, valid until the next call; json NULL: that it is not JSON.
 */
const char *json_find(struct reading *r, const struct cJSON *json, const char *path);

#endif
