/* SPDX-License-Identifier: MIT */
/*
 * shell.h - a command interpreter as a library: the program in main.c gives it the
 * console, a terminal window gives it two pipes.
 *
 * A shell is a struct: several may run at once in different threads. There is no process
 * to start, so a command is a function of the table below. Each stage of a pipe
 * runs in a thread of its own, on a copy of the shell. A process has one current folder;
 * a shell has its own, a path that is put in front of relative ones (shell_path()).
 *
 *	struct shell sh;
 *
 *	if (shell_open(&sh, 0, 1, 2) < 0)
 *		return 1;
 *	shell_run(&sh, "ls -l | grep txt > /tmp/list && cat /tmp/list");
 *	status = sh.status;
 *	shell_close(&sh);
 *
 * The language stands in docs/SHELL.md. Those who write commands include command.h, too.
 */
#ifndef SHELL_H
#define SHELL_H

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* Statuses that the shell itself gives; commands give 0, or 1 to 255. */
#define SHELL_USAGE       2   /* wrong options or operands, or a line that makes no sense */
#define SHELL_NO_SCRIPT   126 /* the file is there, but cannot be run */
#define SHELL_NOT_FOUND   127 /* there is no such command, or no such script */
#define SHELL_INTERRUPTED 130 /* by Ctrl-C */
#define SHELL_BROKEN_PIPE 141 /* nobody reads what it writes */

struct shell;

/** A row of the table. name is argv[0]; options and --help are taken out of argv before. */
struct shell_command {
	const char *name;
	const char *usage; /* what follows the name: "[-l] [PATH...]" */
	const char *help;  /* one line, without a full stop */
	const char *more;  /* further lines of --help, or NULL */

	/** The letters of the options; one with ':' behind it takes a value. NULL: all words
	 *  are operands, whatever they look like (--help as the first one is not). */
	const char *options;
	int min, max; /* operands; max -1: any number */

	/** Returns the status. Reads sh->in, writes by shell_print(); see command.h. */
	int (*run)(struct shell *sh, int argc, char **argv);
};

/** Groups of commands end with a row without a name; the list of groups ends with NULL. */
extern const struct shell_command *const shell_groups[];

struct shell_variable;
struct shell_call;
struct line;

/** Ctrl-C of one shell, its scripts and the stages of its pipes. */
struct shell_stop {
	atomic_bool raised;
	int fd;              /* an eventfd that is readable while raised is set */
	atomic_bool in_line; /* what was last written to the terminal has no line end */
};

struct shell {
	int in, out, err; /* borrowed descriptors */
	int status;       /* of the last command, $? */
	bool exiting;     /* "exit" was run: whoever reads lines stops */
	unsigned depth;   /* of scripts that run scripts, and the like */

	/** Commands of the program that uses the library, found before those of the table:
	 *  a group, or NULL. What they need beside the shell is at user. */
	const struct shell_command *own;
	void *user;

	char cwd[PATH_MAX];               /* absolute; ends with / only if it is the root */
	char **arguments;                 /* of a script: $0, $1... */
	int arguments_count;              /* $0 included */
	struct shell_variable *variables; /* owned */
	int tcp;                          /* the connection of "tcpconnect"; -1: none */
	int keys, screen;                 /* see shell_has_screen(); -1: none */
	struct line *line;                /* the editor, for "history"; may be NULL */
	struct shell_stop *stop;          /* owned by the shell that has no outer one */

	/* Owned by the library. */
	const struct shell_call *call; /* the command that runs */
	bool is_copy;                  /* it is a stage of a pipe */
	bool by_line;                  /* out is a terminal: written at each line's end */
	int out_error;                 /* errno of the first write that failed */
	size_t out_len;
	char out_buf[1024];
};

/** Makes a shell that reads and writes these descriptors, which stay the caller's. Its
 *  folder is the process' one. SIGPIPE is ignored from now on, in the whole process.
 *  Returns 0, or -1 with errno. */
int shell_open(struct shell *sh, int in, int out, int err);
void shell_close(struct shell *sh);
/** A person types what comes in at sh->in, and reads what goes out of sh->out, though they are
 *  pipes. As on a terminal, lines are written when they end, and colours are used; commands get a
 *  line at a time, and SHELL_TYPED_END (Ctrl-D) is the end of their input and not of the pipe. */
void shell_has_screen(struct shell *sh);
#define SHELL_TYPED_END 0x04

/** Runs a text of any number of lines; sh->status, which it returns, is that of its last
 *  command. Text with a mistake in it is not run at all: the line is told on sh->err. */
int shell_run(struct shell *sh, const char *text);
/** The same with the text of a file, whose errors name it, and its arguments: argv[0] is the
 *  path. */
int shell_run_file(struct shell *sh, int argc, char **argv);
/** Runs one command, found by argv[0], with sh's descriptors. */
int shell_run_command(struct shell *sh, int argc, char **argv);

/** What a terminal that is no device tells and is told; called in the shell's thread. */
struct shell_terminal {
	unsigned (*begins)(void *ctx); /* a line will be edited; returns the columns there are */
	void (*ends)(void *ctx);       /* it has been typed: what comes is for a command */
	void *ctx;
};
/** Reads lines from sh->in with the editor of line.h, as a person types them, and runs them
 *  until "exit" or the end of input. sh->in may be a terminal, which is in raw mode while
 *  a line is edited, or any stream of bytes. terminal NULL: sh->in is asked for its columns, or
 *  they are 80. Returns the status. */
int shell_interact(struct shell *sh, const struct shell_terminal *terminal);
/** Reads lines from sh->in, a file or a pipe, without an editor. */
int shell_read_lines(struct shell *sh);

/** Ends what sh runs, as soon as that looks; nothing if nothing runs. May be called from a
 *  handler of a signal and from any thread. */
void shell_interrupt(struct shell *sh);

/** The command called name, or NULL. */
const struct shell_command *shell_find(const struct shell *sh, const char *name);
/** What --help prints: the caller frees it. NULL: no memory. */
char *shell_help_text(const struct shell_command *c);

/** A variable's value, else that of the environment, else NULL. Valid until it is set. */
const char *shell_get(const struct shell *sh, const char *name);
/** Sets a copy; value NULL forgets the variable. Returns 0, or -1 with errno. */
int shell_set(struct shell *sh, const char *name, const char *value);

#endif
