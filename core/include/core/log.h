/* SPDX-License-Identifier: MIT */
/*
 * log.h - one line per event, "[   0.012345] rtl8139: link up\n", to a ring in
 * memory and to every console of high enough level.
 *
 * err: something the user asked for will not work. warn: it works worse. info: at
 * most about twenty lines in a whole boot. debug: compiled out by default.
 */
#ifndef CORE_LOG_H
#define CORE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <core/compiler.h>

enum log_level { LOG_ERR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/** A sink for console bytes (serial, the screen). */
struct console {
	const char *name;
	/* Of a screen, which also understands escape sequences: characters. Else 0. */
	unsigned short rows, cols;
	/** Writes n bytes, polling; never allocates, works in a panic. */
	void (*write)(const char *s, size_t n) IRQ_SAFE;
	/** NULL, or: write only takes notes, and this makes a part of it visible, quickly.
	 *  True: there is more. Interrupts are on between two parts. */
	bool (*show)(void) IRQ_SAFE;
	struct console *next; /* owned by log.c */
};

/** A console that is there from the first line on. The table's members are found by
 *  the linker; log_init() asks probe (NULL: always there) and registers on 0. */
struct console_entry {
	struct console *console;
	int (*probe)(void); /* before heap and interrupts: 0, or -ENODEV */
};
#define CONSOLE(sym, con, probe_fn)                                                                \
	static const struct console_entry sym TABLE_ENTRY(consoles) = { (con), (probe_fn) }

/** Walks the consoles table. The first thing kmain() does. */
void log_init(void);
/** Adds c (borrowed for ever) and replays the ring to it. */
void console_register(struct console *c);
/** The size of the newest screen among the consoles. False when there is none. */
bool console_size(unsigned short *rows, unsigned short *cols) IRQ_SAFE;
/** Where the consoles stand: lines ended so far, and columns of the one that has not. */
struct console_place {
	unsigned lines, column;
};
struct console_place console_place(void) IRQ_SAFE; /* CONFIG_TTY */
/** log.c tells core/column.c what goes to the consoles; of a whole line its end will do. */
void console_follow(const char *s, size_t n) IRQ_SAFE;
/** Screens get nothing while on: for text that would push away what a person reads. */
void console_mute_screens(bool on);
/** Makes visible what consoles with show have not shown yet. */
void console_show(void) IRQ_SAFE;
/** Writes bytes to the ring and every console, as they are: the program's own output. */
void console_write(const char *s, size_t n) IRQ_SAFE;
/** The same to the consoles alone: for copies of what the ring holds. */
void console_copy(const char *s, size_t n) IRQ_SAFE;
/** Formats and writes at most 255 bytes on a fresh console line, without the time: for
 *  what a panic prints. */
void console_printf(const char *fmt, ...) IRQ_SAFE PRINTF_LIKE(1, 2);

/** Formats one line (at most 255 bytes, longer ones end in "...") and writes it.
 *  Control characters become '?': a message may hold what a stranger sent. A line
 *  starts on a fresh console line even after output without newline. */
void log_write(enum log_level lvl, const char *tag, const char *fmt, ...) IRQ_SAFE
	PRINTF_LIKE(3, 4);
/** Lines above lvl stay in the ring only (option "loglevel="). */
void log_set_console_level(enum log_level lvl);
/** Obeys "loglevel="; cmdline_init() calls it as soon as options can be read. */
void log_read_options(void);
/** Copies the newest bytes of the ring, oldest first. Returns the count, <= size. */
size_t log_tail(char *buf, size_t size) IRQ_SAFE;
/** How many bytes have ever been written to the ring. */
size_t log_end(void) IRQ_SAFE;
/** Copies at most size bytes from the one that *at counts, or from the oldest there is,
 *  and moves *at behind them. Returns how many. */
size_t log_read(size_t *at, char *buf, size_t size) IRQ_SAFE;

/* A .c file says `#define LOG_TAG "rtl8139"` above its includes. CONFIG_LOG_LEVEL is how
 * many of the levels exist (0: none); lines of the others cost nothing, since the test
 * is a constant. */
#ifndef CONFIG_LOG_LEVEL
#define CONFIG_LOG_LEVEL 3
#endif
#define LOG_AT(lvl, ...)                                                                           \
	do {                                                                                       \
		if ((int)(lvl) < CONFIG_LOG_LEVEL)                                                 \
			log_write((lvl), LOG_TAG, __VA_ARGS__);                                    \
	} while (0)
#define log_err(...)   LOG_AT(LOG_ERR, __VA_ARGS__)
#define log_warn(...)  LOG_AT(LOG_WARN, __VA_ARGS__)
#define log_info(...)  LOG_AT(LOG_INFO, __VA_ARGS__)
#define log_debug(...) LOG_AT(LOG_DEBUG, __VA_ARGS__)

#endif
