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
	"Exit status: 0 done; 1 not, and a line says what and why; 2 wrong usage.\n"
	"\n"
	"Errors\n"
	"  is no CTFS volume            another filesystem, or none: mkfs.ctfs makes one\n"
	"  Structure needs cleaning     the volume is damaged, or of a version or with features "
	"that\n"
	"                               this program does not know; a line before says which. Run\n"
	"                               fsck.ctfs\n"
	"  Read-only file system        the volume has no journal or no checksums, or IMAGE is\n"
	"                               write-protected: make a new volume, and copy the files\n"
	"  No space left on device      no free block, no free inode (there are 2046), or a\n"
	"                               directory has 66,302 names: df tells which. Remove "
	"something\n"
	"  No such file or directory    PATH, a directory above it, or FILE is not there\n"
	"  File exists                  mkdir and ln make what is not there; put replaces files "
	"alone\n"
	"  Not a directory,             PATH is of the other kind: cat and get take files, ls and\n"
	"  Is a directory               paths go through directories; links are not followed\n"
	"  Directory not empty          rm and mv onto a directory want an empty one\n"
	"  Invalid argument             the root, \".\" and \"..\" cannot be made, moved or "
	"removed,\n"
	"                               no directory into itself, and no device be put\n"
	"  File name too long           a name has more than 58 bytes, a link's target none or "
	"more\n"
	"                               than 4095\n"
	"  File too large               more than 4,299,210,752 bytes\n"
	"  Too many links               a file or directory has 4,294,967,295: the count is "
	"damaged,\n"
	"                               run fsck.ctfs\n"
	"  Input/output error           IMAGE or FILE cannot be read or written: look at the disk\n"
	"  Permission denied            IMAGE or FILE is not yours to read or write\n";

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

/* What to do, where that is short. */
static const char *advice(int err)
{
	switch (-err) {
	case EUCLEAN:
		return ": run fsck.ctfs";
	case ENOSPC:
		return ": see df";
	case EROFS:
		return ": no journal, no checksums, or write-protected";
	case ENAMETOOLONG:
		return ": 58 bytes, 4095 of a link's target";
	case EINVAL:
		return ": not the root, \".\" or \"..\", and nothing into itself";
	}
	return "";
}

int command_fail(const char *what, int err)
{
	fprintf(stderr, "ctfs: %s: %s%s\n", what, strerror(-err), advice(err));
	return 1;
}

static int no_volume(const char *image, int err)
{
	if (err != -EINVAL)
		return command_fail(image, err);
	fprintf(stderr, "ctfs: %s: is no CTFS volume: mkfs.ctfs makes one\n", image);
	return 1;
}

static int usage(void)
{
	fputs("usage: ctfs IMAGE COMMAND [ARGUMENT...]; --help tells the commands\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct volume v;

	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		fputs(help, stdout);
		return 0;
	}
	const struct command *c = argc < 3 ? NULL : find(argv[2], argc - 3);
	if (!c)
		return usage();
	int err = volume_open(&v, argv[1], c->read_only);
	if (err)
		return no_volume(argv[1], err);
	int status = c->run(&v, argc - 3, argv + 3);
	err = volume_close(&v);
	if (fflush(stdout))
		err = -EIO;
	return err ? command_fail(argv[1], err) : status;
}
