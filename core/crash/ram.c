/* SPDX-License-Identifier: MIT */
/*
 * ram.c - the crash bundle in memory that a warm reset leaves alone, and the next boot's
 * look at it.
 *
 *	| magic | crashes | size | text's CRC | header's CRC | text ... |
 *
 * After a power-on the bytes are random, and whatever ran in between may have written
 * there: nothing is believed without its checksum, and the text is shown with its control
 * characters replaced. The header is written last, so that a reset in the middle leaves
 * no half a bundle. Once published, a bundle is not found again; the count of crashes
 * stays until an orderly end.
 *
 * Locking: the panic's functions run alone; the others before the program starts, and
 * while nothing else writes.
 */
#define LOG_TAG "crash"
#include <string.h>

#include <arch/cpu.h>
#include <core/clock.h>
#include <core/crash.h>
#include <core/log.h>
#include <core/synth.h>

#define MAGIC    0x48534352424f42ull /* "BOBRCSH" in memory */
#define TEXT_MAX (CRASH_RAM_SIZE - sizeof(struct record))
#define HEALTHY  (CONFIG_CRASH_HEALTHY_SECONDS * NSEC_PER_SEC)

struct record {
	uint64_t magic;
	uint32_t crashes; /* in a row */
	uint32_t size;    /* of text */
	uint32_t text_crc;
	uint32_t crc; /* of everything above */
	char text[];
};

static struct record *record; /* NULL: there is no such memory */
static size_t found;          /* bytes of text that the last run left */
static size_t written;        /* by this run's panic */
static bool begun;            /* its bundle */
static uint32_t count = 1;    /* crashes in a row, with this run's */

static uint32_t header_crc(void)
{
	return crc32(0, record, offsetof(struct record, crc));
}

static bool valid(void)
{
	return record->magic == MAGIC && record->crc == header_crc() && record->size <= TEXT_MAX;
}

static void write_header(uint32_t crashes, uint32_t size)
{
	record->magic = MAGIC;
	record->crashes = crashes;
	record->size = size;
	record->text_crc = crc32(0, record->text, size);
	record->crc = header_crc();
	cpu_flush_caches();
}

void crash_ram_use(uintptr_t at)
{
	record = (struct record *)at;
}

/* --- the panic's side --------------------------------------------------------------- */

unsigned crash_ram_count(void)
{
	return count;
}

void crash_ram_begin(void)
{
	begun = true;
	written = 0;
	count = 1;
	if (record && valid() && clock_now() < HEALTHY)
		count += record->crashes;
}

void crash_ram_add(const char *s, size_t n)
{
	if (!record)
		return;
	n = MIN(n, TEXT_MAX - written);
	memcpy(record->text + written, s, n);
	written += n;
}

void crash_ram_end(void)
{
	if (record)
		write_header(count, (uint32_t)written);
}

void crash_ram_abandon(const char *reason)
{
	static const char key[] = "\nreason: ";

	if (!begun) {
		crash_ram_begin();
		crash_ram_add(key, sizeof(key) - 1);
		crash_ram_add(reason, strlen(reason));
		crash_ram_add("\n", 1);
	}
	crash_ram_end();
}

/* --- the next boot's side ------------------------------------------------------------ */

void crash_ram_forget(void)
{
	if (record)
		record->magic = 0;
}

static ssize_t crash_text(char *buf, size_t size)
{
	memcpy(buf, record->text, MIN(size, found));
	return (ssize_t)found;
}

static void replace_control_characters(char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] != '\n' && (s[i] < ' ' || s[i] > '~'))
			s[i] = '?';
	}
}

/* The value of the bundle's line "reason: ", n bytes long. */
static const char *find_reason(size_t *n)
{
	static const char key[] = "\nreason: ";
	const char *end = record->text + found;

	for (const char *s = record->text; s + sizeof(key) <= end; s++) {
		if (memcmp(s, key, sizeof(key) - 1) != 0)
			continue;
		s += sizeof(key) - 1;
		const char *newline = memchr(s, '\n', (size_t)(end - s));
		*n = (size_t)((newline ? newline : end) - s);
		return s;
	}
	*n = 0;
	return "";
}

void crash_ram_init(void)
{
	static struct synth_file file = { .path = "/proc/crash", .generate = crash_text };
	size_t n;

	if (!record) {
		log_warn("no memory at %#lx to keep a crash bundle in", CRASH_RAM_ADDRESS);
		return;
	}
	if (!valid())
		return;
	if (record->size && record->text_crc == crc32(0, record->text, record->size)) {
		found = record->size;
		replace_control_characters(record->text, found);
		const char *reason = find_reason(&n);
		log_warn("the last run ended in a panic, %u in a row, /proc/crash tells: %.*s",
			 record->crashes, (int)MIN(n, 160u), reason);
		synth_register(&file);
		if (IS_ENABLED(CONFIG_CRASH_RAM_PRINT))
			console_copy(record->text, found);
	}
	write_header(record->crashes, 0);
}
