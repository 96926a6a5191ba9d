/* SPDX-License-Identifier: MIT */
/*
 * synth.h - read-only generated files with an absolute path, such as
 * /etc/resolv.conf from the DHCP lease. They exist also when filesystems are
 * configured out: then open() finds them by synth_find(). With filesystems they are
 * files in the tree like others (fs/proc).
 */
#ifndef CORE_SYNTH_H
#define CORE_SYNTH_H

#include <core/file.h>

struct synth_file {
	const char *path; /* "/etc/resolv.conf" */
	/** Writes the whole text, at most size bytes; returns its full length (open()
	 *  asks again with more room when it was cut) or -errno. */
	ssize_t (*generate)(char *buf, size_t size) MAY_SLEEP;
	struct synth_file *next; /* owned by synth.c */
};

/** Registers s, borrowed for ever; once is enough. */
void synth_register(struct synth_file *s) MAY_SLEEP;
/** The one registered after s, NULL for the first and at the end. */
struct synth_file *synth_next(const struct synth_file *s);
/** Called with each that is registered; NULL: nobody wants to know. */
extern void (*synth_added)(struct synth_file *s);
/** The one that path names, seen from the absolute folder cwd: "." and ".." and
 *  doubled slashes are resolved in the text. NULL when it is not one of ours. */
const struct synth_file *synth_find(const char *cwd, const char *path);
/** What stat(2) says of s. 0, or generate's error. */
int synth_stat(const struct synth_file *s, struct stat *st) MAY_SLEEP;
/** Opens s: the text is generated now and does not change under the reader. 0 with
 *  *out (one reference, the caller's), -EACCES for writing, -EEXIST for O_CREAT |
 *  O_EXCL, -ENOTDIR for O_DIRECTORY, -ENOMEM, -EIO for a text that grows faster than
 *  it can be asked for, or generate's. */
int synth_open(const struct synth_file *s, int flags, struct file **out) MAY_SLEEP;

/** Registers /proc/bobbin: the counters of core/. */
void proc_init(void);
/** PROC_SCHED: registers /proc/threads. */
void proc_sched_init(void);
/** PROC_SCHED: the scheduler's lines of /proc/bobbin; as ksnprintf(). */
int proc_sched_text(char *buf, size_t size);

#endif
