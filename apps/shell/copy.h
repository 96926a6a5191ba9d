/* SPDX-License-Identifier: MIT */
/* copy.h - "cp", "mv" and "rm", which have files of their own, and what they share. */
#ifndef COPY_H
#define COPY_H

#include <sys/stat.h>

#include "command.h"

#define COPY_PIECE 65536 /* bytes that are read at once */

/** An operand and where it goes, as paths for the system, and as they are told. */
struct copy_pair {
	const char *from, *to;
	const char *from_name, *to_name;
};

/** Calls one() for each operand but the last, which is where they go: a name, or a folder, in
 *  which they keep theirs. Returns a status. */
int copy_each(struct shell *sh, int argc, char **argv,
	      int (*one)(struct shell *sh, const struct copy_pair *pair));
/** Copies what is at from, with all that is in it; links in it, and from itself without follow, as
 *  links. What is at to, if it is a folder, is added to. Returns a status. */
int copy_any(struct shell *sh, const struct copy_pair *pair, bool follow);
/** Whether a folder would come to lie in itself; an error that nobody can tell is none. */
bool copy_into_itself(const struct copy_pair *pair, const struct stat *from);
/** Tells "FROM to TO: " and errno. Returns a status. */
int copy_fail(struct shell *sh, const struct copy_pair *pair);

/** Removes the folder at path, called name in errors, with all that is in it. Returns a status. */
int shell_remove_tree(struct shell *sh, const char *path, const char *name);

int shell_copy_files(struct shell *sh, int argc, char **argv);
int shell_move_files(struct shell *sh, int argc, char **argv);
int shell_remove_files(struct shell *sh, int argc, char **argv);

#endif
