/* SPDX-License-Identifier: MIT */
/* json.c - follows a path through what cJSON has read. */
#include <cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

static char wrong[200];

static const char *no_such(const char *path, size_t len, const char *why)
{
	snprintf(wrong, sizeof(wrong), "%.*s %s", (int)(len < 100 ? len : 100), path, why);
	return wrong;
}

/* The element that "[N]" at *at names; *at moves behind it. */
static const cJSON *element(const cJSON *in, const char **at)
{
	char *end;
	long n = strtol(*at + 1, &end, 10);

	if (*end != ']' || end == *at + 1)
		return NULL;
	*at = end + 1;
	if (!cJSON_IsArray(in))
		return NULL;
	int size = cJSON_GetArraySize(in);
	if (n < 0)
		n += size;
	return n >= 0 && n < size ? cJSON_GetArrayItem(in, (int)n) : NULL;
}

static const cJSON *member(const cJSON *in, const char **at)
{
	char name[128];
	size_t len = strcspn(*at, ".[");

	if (len >= sizeof(name))
		return NULL;
	memcpy(name, *at, len);
	name[len] = '\0';
	*at += len;
	return cJSON_GetObjectItemCaseSensitive(in, name);
}

/* The value at path; NULL, and *at is behind the part that names nothing. */
static const cJSON *find(const cJSON *in, const char *path, const char **at)
{
	*at = path;
	while (in && **at) {
		if (**at == '.' && *at > path)
			(*at)++;
		in = **at == '[' ? element(in, at) : member(in, at);
	}
	return in;
}

/* False when an element is no number. */
static bool take_points(struct reading *r, const cJSON *array)
{
	int size = cJSON_GetArraySize(array), skip = size > POINTS_MAX ? size - POINTS_MAX : 0;
	const cJSON *item;

	cJSON_ArrayForEach(item, array)
	{
		if (!cJSON_IsNumber(item) || !isfinite(item->valuedouble))
			return false;
		if (skip-- <= 0)
			r->points[r->count++] = item->valuedouble;
	}
	return r->count > 0;
}

static const char *take(struct reading *r, const cJSON *value)
{
	if (cJSON_IsNumber(value) && isfinite(value->valuedouble)) {
		r->is_number = true;
		r->number = value->valuedouble;
	} else if (cJSON_IsString(value)) {
		snprintf(r->text, sizeof(r->text), "%s", value->valuestring);
	} else if (cJSON_IsBool(value)) {
		snprintf(r->text, sizeof(r->text), "%s", cJSON_IsTrue(value) ? "yes" : "no");
	} else if (!cJSON_IsArray(value)) {
		return "is neither a number nor a text";
	} else if (!take_points(r, value)) {
		return "is not a row of numbers";
	}
	return NULL;
}

struct cJSON *json_open(const char *text, size_t len)
{
	return cJSON_ParseWithLength(text, len + 1); /* the NUL: where cJSON stops */
}

void json_close(struct cJSON *json)
{
	cJSON_Delete(json);
}

const char *json_find(struct reading *r, const struct cJSON *json, const char *path)
{
	const char *at, *why;

	memset(r, 0, sizeof(*r));
	if (!json)
		return "the answer is not JSON";
	const cJSON *value = find(json, path, &at);
	why = value ? take(r, value) : "is not in the answer";
	return why ? no_such(path, (size_t)(at - path), why) : NULL;
}
