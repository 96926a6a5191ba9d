/* SPDX-License-Identifier: MIT */
/* readings.c - what tiles read out of the answers of sources. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "readings.h"

struct wanted {
	struct wanted *next;
	char *path;
	struct reading reading;
	bool found;
	char wrong[200];
};

static void read_answer(struct source *s)
{
	struct cJSON *json = json_open(s->data, s->len);

	for (struct wanted *w = s->wanted; w; w = w->next) {
		const char *wrong = json_find(&w->reading, json, w->path);

		w->found = !wrong;
		snprintf(w->wrong, sizeof(w->wrong), "%s", wrong ? wrong : "");
	}
	json_close(json);
	s->read_version = s->version;
	s->read = true;
}

static struct wanted *find(const struct source *s, const char *path)
{
	struct wanted *w = s->wanted;

	while (w && strcmp(w->path, path) != 0)
		w = w->next;
	return w;
}

static struct wanted *add(struct source *s, const char *path)
{
	struct wanted *w = malloc(sizeof(*w));

	if (!w)
		return NULL;
	w->path = strdup(path);
	if (!w->path) {
		free(w);
		return NULL;
	}
	w->next = s->wanted;
	s->wanted = w;
	s->read = false;
	return w;
}

const struct reading *readings_at(struct source *s, const char *path, const char **wrong)
{
	struct wanted *w = find(s, path);

	if (!w)
		w = add(s, path);
	if (!w) {
		*wrong = "there is no memory left";
		return NULL;
	}
	if (!s->read || s->read_version != s->version)
		read_answer(s);
	*wrong = w->wrong;
	return w->found ? &w->reading : NULL;
}

void readings_forget(struct source *s)
{
	while (s->wanted) {
		struct wanted *w = s->wanted;

		s->wanted = w->next;
		free(w->path);
		free(w);
	}
	s->read = false;
}
