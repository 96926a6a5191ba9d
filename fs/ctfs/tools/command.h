/* SPDX-License-Identifier: MIT */
/* command.h - what the program ctfs can do. */
#ifndef FS_CTFS_TOOLS_COMMAND_H
#define FS_CTFS_TOOLS_COMMAND_H

#include "ctfs/tools/volume.h"

struct command {
	const char *name;
	/** The exit status; what failed was told. */
	int (*run)(struct volume *v, int argc, char **argv);
	int least, most; /* arguments */
	bool read_only;
};

/** Tells it; 1. */
int command_fail(const char *what, int err);

int command_ls(struct volume *v, int argc, char **argv);
int command_cat(struct volume *v, int argc, char **argv);
int command_get(struct volume *v, int argc, char **argv);
int command_put(struct volume *v, int argc, char **argv);
int command_mkdir(struct volume *v, int argc, char **argv);
int command_rm(struct volume *v, int argc, char **argv);
int command_mv(struct volume *v, int argc, char **argv);
int command_ln(struct volume *v, int argc, char **argv);
int command_stat(struct volume *v, int argc, char **argv);
int command_df(struct volume *v, int argc, char **argv);
int command_dump(struct volume *v, int argc, char **argv);

#endif
