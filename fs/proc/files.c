/* SPDX-License-Identifier: MIT */
/*
 * files.c - what /proc tells about memory, time and mounts, in the words of Linux as far as there
 * is such a thing here.
 *
 * Source: proc(5).
 * Locking: none of its own.
 */
#include <core/clock.h>
#include <core/pages.h>
#include <core/printf.h>
#include <core/synth.h>
#include <fs/bcache.h>
#include <fs/vfs.h>

#include "proc.h"

TABLE_DECLARE(struct fs_type, fs_types);

#define KIB(frames) ((frames) * (PAGE_SIZE / 1024))

/* A text under construction; what has no room is counted only. */
struct text {
	char *buf;
	size_t size, len;
};

static void add(struct text *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void add(struct text *t, const char *fmt, ...)
{
	char none[1];
	size_t room = t->len < t->size ? t->size - t->len : 0;
	va_list args;

	va_start(args, fmt);
	t->len += (size_t)kvsnprintf(room ? t->buf + t->len : none, room, fmt, args);
	va_end(args);
}

static size_t cached_blocks(void)
{
	struct bcache_stats s = { 0 };

	if (IS_ENABLED(CONFIG_BCACHE))
		bcache_stats(&s);
	return s.blocks;
}

static ssize_t meminfo_text(char *buf, size_t size)
{
	struct text t = { .buf = buf, .size = size };
	struct pages_stats pages;
	size_t cached = cached_blocks();

	pages_stats(&pages);
	add(&t, "MemTotal:       %8zu kB\n", KIB(pages.total));
	add(&t, "MemFree:        %8zu kB\n", KIB(pages.free));
	add(&t, "MemAvailable:   %8zu kB\n", KIB(pages.free - pages_reserved() + cached));
	add(&t, "Cached:         %8zu kB\n", KIB(cached));
	add(&t, "Committed_AS:   %8zu kB\n", KIB(pages_reserved()));
	return (ssize_t)t.len;
}

static ssize_t uptime_text(char *buf, size_t size)
{
	struct text t = { .buf = buf, .size = size };
	uint64_t centiseconds = clock_now() / (NSEC_PER_SEC / 100);

	add(&t, "%lu.%02lu 0.00\n", (unsigned long)centiseconds / 100,
	    (unsigned long)centiseconds % 100);
	return (ssize_t)t.len;
}

static bool add_mount(void *ctx, const struct mount *m, const char *path)
{
	add(ctx, "%s%s %s %s %s,noatime 0 0\n", m->dev ? "/dev/" : "",
	    m->dev ? m->dev->name : m->type->name, path, m->type->name, m->read_only ? "ro" : "rw");
	return true;
}

static ssize_t mounts_text(char *buf, size_t size)
{
	struct text t = { .buf = buf, .size = size };
	int err = vfs_for_mounts(add_mount, &t);

	return err ? err : (ssize_t)t.len;
}

static ssize_t filesystems_text(char *buf, size_t size)
{
	struct text t = { .buf = buf, .size = size };

	FOR_TABLE(struct fs_type, type, fs_types)
	{
		add(&t, "%s\t%s\n", type->on_device ? "" : "nodev", type->name);
	}
	return (ssize_t)t.len;
}

static ssize_t version_text(char *buf, size_t size)
{
	struct text t = { .buf = buf, .size = size };

	add(&t, "Bobbin %s\n", CONFIG_APPLIANCE_VERSION);
	return (ssize_t)t.len;
}

void proc_files_init(void)
{
	static struct synth_file files[] = {
		{ .path = PROC_FOLDER "/meminfo", .generate = meminfo_text },
		{ .path = PROC_FOLDER "/uptime", .generate = uptime_text },
		{ .path = PROC_FOLDER "/mounts", .generate = mounts_text },
		{ .path = PROC_FOLDER "/filesystems", .generate = filesystems_text },
		{ .path = PROC_FOLDER "/version", .generate = version_text },
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		synth_register(&files[i]);
}
