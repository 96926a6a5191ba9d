/* SPDX-License-Identifier: MIT */
/* ctfs.c - ctfs: reads and changes a volume in an image, without mounting it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ctfs/tools/command.h"

static const char help[] =
	"usage: ctfs IMAGE COMMAND [ARGUMENT...]\n"
	"\n"
	"Reads and changes the CTFS volume in IMAGE, which nobody has mounted. Paths in the "
	"volume\n"
	"begin at its root, with or without '/'.\n"
	"\n"
	"  ls [PATH]          names in a directory; type, mode, links, size and inode of each\n"
	"  cat PATH...        the contents of files\n"
	"  get PATH FILE      copies a file of the volume to FILE\n"
	"  put FILE PATH      copies FILE, or a folder with all that is in it, into the volume. "
	"What\n"
	"                     has that name is replaced; if PATH ends in '/', the name is FILE's\n"
	"  mkdir PATH...      makes directories\n"
	"  rm PATH...         removes files and empty directories\n"
	"  mv PATH NEW        renames\n"
	"  ln TARGET PATH     makes a symbolic link\n"
	"  stat PATH...       all that an inode says\n"
	"  df                 room on the volume\n"
	"  dump               the superblock, the journal and the inodes in use\n"
	"\n"
	"ls, cat, get, stat, df and dump change nothing, not even the journal.\n"
	"\n"
	"Exit status: 0 done; 1 not, and a line says why; 2 wrong usage.\n"
	"\n"
	"Errors\n"
	"  Invalid argument             IMAGE is no CTFS volume, or a path names nothing that can "
	"be\n"
	"                               made or removed, such as the root\n"
	"  Structure needs cleaning     the volume is damaged, or of a version or with features "
	"that\n"
	"                               this program does not know; a line before says which. Run\n"
	"                               fsck.ctfs\n"
	"  No space left on device      no free block, no free inode (there are 2046), or a "
	"directory\n"
	"                               has 66,304 entries\n"
	"  File name too long           a name has more than 58 bytes, a link's target more than "
	"4095\n"
	"  File too large               more than 4,299,210,752 bytes\n"
	"  Directory not empty          rm and mv onto a directory want an empty one\n"
	"  Read-only file system        the volume has no journal or no checksums, or IMAGE is\n"
	"                               write-protected\n";

static const struct command commands[] = {
	{ "ls", command_ls, 0, 1, true },         { "cat", command_cat, 1, 99, true },
	{ "get", command_get, 2, 2, true },       { "put", command_put, 2, 2, false },
	{ "mkdir", command_mkdir, 1, 99, false }, { "rm", command_rm, 1, 99, false },
	{ "mv", command_mv, 2, 2, false },        { "ln", command_ln, 2, 2, false },
	{ "stat", command_stat, 1, 99, true },    { "df", command_df, 0, 0, true },
	{ "dump", command_dump, 0, 0, true },
};

static const struct command *find(const char *name, int args)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(commands[i].name, name) == 0 && args >= commands[i].least &&
		    args <= commands[i].most)
			return &commands[i];
	return NULL;
}

int command_fail(const char *what, int err)
{
	fprintf(stderr, "ctfs: %s: %s\n", what, strerror(-err));
	return 1;
}

int main(int argc, char **argv)
{
	struct volume v;

	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		fputs(help, stdout);
		return 0;
	}
	const struct command *c = argc < 3 ? NULL : find(argv[2], argc - 3);
	if (!c) {
		fputs(help, stderr);
		return 2;
	}
	int err = volume_open(&v, argv[1], c->read_only);
	if (err)
		return command_fail(argv[1], err);
	int status = c->run(&v, argc - 3, argv + 3);
	err = volume_close(&v);
	if (fflush(stdout))
		err = -EIO;
	return err ? command_fail(argv[1], err) : status;
}
