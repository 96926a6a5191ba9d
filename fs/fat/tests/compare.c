/* SPDX-License-Identifier: MIT */
/* compare.c - a mounted volume is what the model says (model.h). */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <core/syscalls.h>
#include <test/test.h>

#include "model.h"

static void compare_file(const struct node *n, const char *path)
{
	uint8_t *got = malloc(n->size + 1);
	long fd = sys_open(path, O_RDONLY, 0);

	if (CHECK(fd >= 0)) {
		CHECK_EQ(sys_read((int)fd, got, n->size + 1), n->size);
		CHECK(memcmp(got, n->data ? n->data : got, n->size) == 0);
		sys_close((int)fd);
	}
	free(got);
}

static unsigned count_children(const struct node *dir)
{
	unsigned count = 0;

	for (const struct node *n = dir->children; n; n = n->next)
		count++;
	return count;
}

/* Every name listed is in the model, and there are as many. */
static void compare_folder(struct node *dir, const char *path)
{
	char list[2048];
	long fd = sys_open(path, O_RDONLY | O_DIRECTORY, 0), len;
	unsigned count = 0;

	if (!CHECK(fd >= 0))
		return;
	while ((len = sys_getdents64((int)fd, list, sizeof(list))) > 0) {
		for (long at = 0; at < len; at += *(uint16_t *)(list + at + 16)) {
			const char *name = list + at + 19;
			if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
				continue;
			const struct node *n = model_find(dir, name);
			CHECK_STR(name, n ? n->name : "(not there)");
			count++;
		}
	}
	CHECK_EQ(len, 0);
	CHECK_EQ(count, count_children(dir));
	sys_close((int)fd);
}

void model_compare(struct model *m)
{
	char path[MODEL_PATH];

	compare_folder(&m->root, m->mount);
	for (struct node *n = model_next(m, NULL); n && !test_failing(); n = model_next(m, n)) {
		model_full(m, n, NULL, path);
		if (n->folder)
			compare_folder(n, path);
		else
			compare_file(n, path);
		if (test_failing())
			CHECK_STR(path, m->last);
	}
}
