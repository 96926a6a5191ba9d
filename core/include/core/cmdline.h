/* SPDX-License-Identifier: MIT */
/*
 * cmdline.h - the kernel command line: options for the kernel, then " -- ", then
 * the program's arguments, the same through GRUB and -append:
 *
 *	ip=dhcp hosts=demo.test:10.0.2.2 -- -v "https://demo.test:4433/a b"
 *
 * Options are NAME or NAME=VALUE separated by blanks; double quotes keep blanks
 * together and a backslash quotes the next character. Without " -- " every word
 * is an option. With CONFIG_VIRTIO_MMIO so are words virtio_mmio.device=... at the very
 * end, where hypervisors put them.
 */
#ifndef CORE_CMDLINE_H
#define CORE_CMDLINE_H

#include <stddef.h>
#include <core/compiler.h>

/** An option that some layer reads. help is one line: values and meaning. */
struct option_desc {
	const char *name;
	const char *help;
};
/* Announces an option, so that an unknown one on the command line can be reported. */
#define OPTION(sym, opt_name, opt_help)                                                            \
	static const struct option_desc sym TABLE_ENTRY(options) = { opt_name, opt_help }

/** Splits line in place (borrows it for ever). 0, or -EINVAL for an unclosed
 *  quote or too many words, with a log line that says where. */
int cmdline_init(char *line);

/** Logs a warning for each option that no OPTION() announces. */
void cmdline_check(void);

/** The value of option name: "" when given without "=", NULL when not given; the
 *  last one counts. Lives for ever. IRQ_SAFE. */
const char *cmdline_option(const char *name) IRQ_SAFE;

/** The same for an option that may be given several times: the n-th from 0, NULL behind the
 *  last. IRQ_SAFE. */
const char *cmdline_option_nth(const char *name, unsigned n) IRQ_SAFE;

/** The program's arguments, without argv[0]. Returns their count. */
int cmdline_args(char *const **argv);

#endif
