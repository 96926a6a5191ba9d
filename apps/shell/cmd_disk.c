/* SPDX-License-Identifier: MIT */
/* cmd_disk.c - filesystems: df, mount, umount, sync. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "groups.h"

struct mounted {
	char source[256], path[256], type[32], options[128];
};

/* Calls one for each line of /proc/mounts. Returns a status. */
static int for_mounts(struct shell *sh, void (*one)(struct shell *sh, const struct mounted *m))
{
	struct shell_lines l = { .fd = open("/proc/mounts", O_RDONLY | O_CLOEXEC) };
	struct mounted m;
	int more = l.fd < 0 ? -1 : 0;

	while (l.fd >= 0 && !shell_stopped(sh) && (more = shell_next_line(sh, &l)) > 0) {
		char line[1024];
		snprintf(line, sizeof(line), "%.*s", (int)l.len, l.line);
		if (sscanf(line, "%255s %255s %31s %127s", m.source, m.path, m.type, m.options) ==
		    4)
			one(sh, &m);
	}
	int status = more < 0 ? shell_fail(sh, "/proc/mounts") : 0;
	if (l.fd >= 0)
		close(l.fd);
	shell_lines_free(&l);
	return status;
}

/* --- df ------------------------------------------------------------------------------------- */

static void print_space(struct shell *sh, const char *source, const char *path,
			const struct statvfs *v)
{
	bool human = shell_flag(sh, 'h');
	uint64_t unit = human ? 1 : 1024;
	uint64_t size = (uint64_t)v->f_blocks * v->f_frsize;
	uint64_t left = (uint64_t)v->f_bavail * v->f_frsize;
	uint64_t used = size - (uint64_t)v->f_bfree * v->f_frsize;
	unsigned percent = used + left ? (unsigned)((used * 100 + used + left - 1) / (used + left))
				       : 0;
	char a[SIZE_TEXT], b[SIZE_TEXT], c[SIZE_TEXT];

	shell_print(sh, "%-16s %10s %10s %10s %4u%% %s\n", source,
		    shell_size_text(a, size / unit, human), shell_size_text(b, used / unit, human),
		    shell_size_text(c, left / unit, human), percent, path);
}

/* Filesystems without blocks, such as /proc, have no place to tell of. */
static void print_mount_space(struct shell *sh, const struct mounted *m)
{
	struct statvfs v;

	if (statvfs(m->path, &v) == 0 && v.f_blocks > 0)
		print_space(sh, m->source, m->path, &v);
}

static int df(struct shell *sh, int argc, char **argv)
{
	char whole[PATH_MAX];
	struct statvfs v;
	int status = 0;

	shell_print(sh, "%-16s %10s %10s %10s %5s %s\n", "Filesystem",
		    shell_flag(sh, 'h') ? "Size" : "KiB", "Used", "Free", "Use", "Mounted on");
	if (argc < 2)
		return for_mounts(sh, print_mount_space);
	for (int i = 1; i < argc; i++) {
		if (shell_path(sh, argv[i], whole) && statvfs(whole, &v) == 0)
			print_space(sh, "-", argv[i], &v);
		else
			status = shell_fail(sh, argv[i]);
	}
	return status;
}

/* --- mount ---------------------------------------------------------------------------------- */

static void print_mount(struct shell *sh, const struct mounted *m)
{
	shell_print(sh, "%s on %s type %s (%s)\n", m->source, m->path, m->type, m->options);
}

/* Where the system lists its kinds of filesystems. */
static const char known[] = "/proc/filesystems";

/* Those for disks, one after the other, until one fits. */
static int mount_any(struct shell *sh, const char *source, const char *target, unsigned long flags)
{
	struct shell_lines l = { .fd = open(known, O_RDONLY | O_CLOEXEC) };
	int error = l.fd < 0 ? errno : ENODEV;
	char type[64];

	while (l.fd >= 0 && shell_next_line(sh, &l) > 0) {
		if (l.len == 0 || l.line[0] != '\t')
			continue;
		snprintf(type, sizeof(type), "%.*s", (int)l.len - 1, l.line + 1);
		error = mount(source, target, type, flags, NULL) < 0 ? errno : 0;
		if (error != EINVAL)
			break;
	}
	if (l.fd >= 0)
		close(l.fd);
	shell_lines_free(&l);
	errno = error;
	return error ? -1 : 0;
}

/* errno says what is wrong, and not with which of the three words. */
static int mount_fails(struct shell *sh, char **argv, const char *target, const char *type)
{
	int error = errno;
	struct stat st;

	if (stat(target, &st) < 0)
		return shell_fail(sh, argv[2]);
	if (!type && access(known, R_OK) < 0)
		return shell_error(sh, "%s: no %s to choose from; -t tells the kind of filesystem",
				   argv[1], known);
	if (error == EINVAL)
		return shell_error(sh, "%s: no filesystem that is known, or a damaged one",
				   argv[1]);
	if (error == ENODEV && type)
		return shell_error(sh, "%s: no such kind of filesystem; %s lists them", type,
				   known);
	errno = error;
	return shell_fail(sh, error == ENOTDIR ? argv[2] : argv[1]);
}

static int mount_disk(struct shell *sh, int argc, char **argv)
{
	const char *type = shell_value(sh, 't');
	unsigned long flags = shell_flag(sh, 'r') ? MS_RDONLY : 0;
	char target[PATH_MAX];

	if (argc == 1 && !type && !flags)
		return for_mounts(sh, print_mount);
	if (argc != 3)
		return shell_misuse(sh, "both the disk and the folder are needed");
	if (!shell_clean_path(sh, argv[2], target))
		return shell_fail(sh, argv[2]);
	int err = type ? mount(argv[1], target, type, flags, NULL)
		       : mount_any(sh, argv[1], target, flags);
	return err ? mount_fails(sh, argv, target, type) : 0;
}

static int unmount(struct shell *sh, int argc, char **argv)
{
	char target[PATH_MAX];
	int status = 0;

	for (int i = 1; i < argc; i++) {
		if (shell_clean_path(sh, argv[i], target) && umount2(target, 0) == 0)
			continue;
		status = errno == EINVAL ? shell_error(sh, "%s: nothing is mounted there", argv[i])
					 : shell_fail(sh, argv[i]);
	}
	return status;
}

static int sync_all(struct shell *sh, int argc, char **argv)
{
	(void)sh;
	(void)argc;
	(void)argv;
	sync();
	return 0;
}

const struct shell_command disk_commands[] = {
	{ .name = "df",
	  .usage = "[-h] [PATH...]",
	  .help = "tell how full filesystems are",
	  .more = "  -h  sizes as 1.5K or 20M\n",
	  .options = "h",
	  .max = -1,
	  .run = df },
	{ .name = "mount",
	  .usage = "[-r] [-t TYPE] [DISK FOLDER]",
	  .help = "list what is mounted, or mount a disk on a folder",
	  .more = "  -r       nothing can be changed\n"
		  "  -t TYPE  ctfs, vfat, ramfs; else the kind is found out\n",
	  .options = "rt:",
	  .max = 2,
	  .run = mount_disk },
	{ .name = "umount",
	  .usage = "FOLDER...",
	  .help = "end mounts; nothing in them may be open",
	  .options = "",
	  .min = 1,
	  .max = -1,
	  .run = unmount },
	{ .name = "sync",
	  .usage = "",
	  .help = "write to the disks what is only in memory yet",
	  .options = "",
	  .run = sync_all },
	{ 0 },
};
