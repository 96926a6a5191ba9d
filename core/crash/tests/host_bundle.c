/* SPDX-License-Identifier: MIT */
/* host_bundle.c - the crash bundle of a panic, line by line, and its checksum. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/clock.h>
#include <core/crash.h>
#include <core/log.h>
#include <core/panic.h>
#include <test/host.h>
#include <test/test.h>

#define BEGIN "-----BEGIN BOBBIN CRASH-----\n"
#define END   "-----END BOBBIN CRASH "

const uint8_t build_id[20] = { 0x12, 0xab, [19] = 0xff };
const uint8_t build_config_hash[32] = { [31] = 0x01 };

static char printed[32768];

static void crash_now(void *arg)
{
	clock_set_wall(1700000000l * (long)NSEC_PER_SEC);
	panic("%s", (const char *)arg);
}

/* The text between the markers, ended by a NUL; *sum is what the end marker says. */
static char *bundle_of(void (*fn)(void *), void *arg, uint32_t *sum)
{
	CHECK_EQ(host_capture(fn, arg, printed, sizeof(printed)), PANIC_STATUS);
	char *begin = strstr(printed, BEGIN), *end = begin ? strstr(begin, END) : NULL;

	if (!end)
		return NULL;
	*sum = (uint32_t)strtoul(end + strlen(END), NULL, 16);
	*end = '\0';
	return begin + strlen(BEGIN);
}

TEST(crc32_gives_the_standard_check_value)
{
	CHECK_EQ(crc32(0, "123456789", 9), 0xcbf43926);
	CHECK_EQ(crc32(crc32(0, "1234", 4), "56789", 5), 0xcbf43926);
	CHECK_EQ(crc32(0, "", 0), 0);
}

TEST(crash_bundle_carries_its_checksum)
{
	uint32_t sum = 0;
	const char *text = bundle_of(crash_now, "why", &sum);

	NEED(text != NULL);
	CHECK_EQ(crc32(0, text, strlen(text)), sum);
}

TEST(crash_bundle_says_what_when_and_where)
{
	static const char *const lines[] = {
		"bundle: 1\n",
		"\nbuild-id: 12ab0000000000000000000000000000000000ff\n",
		"\nconfig-hash: 0000000000000000000000000000000000000000000000000000000000000001\n",
		"\nreason: why ?[2J\n",
		"\ncode: ",
		"\nuptime-ns: 0\n",
		"\nunix-time: 1700000000\n",
		"\ncpu: 0 signature 00a20f10\n",
		"\nin-interrupt: 0\n",
		"\nframe: 0x",
		"\nregisters: rip 0000000000000001\n",
		"\nheap: total 65536 used ",
		"\nmemory: pages-total ",
		"\nthread: 1 running priority 2 cpu-ns 7 name test\n",
		"\nthread-frame: 0x1234!\n",
	};
	uint32_t sum;
	const char *text = bundle_of(crash_now, "why \033[2J", &sum);

	NEED(text != NULL);
	for (unsigned i = 0; i < ARRAY_SIZE(lines); i++) {
		if (!strstr(text, lines[i]))
			printf("# no %s", lines[i]);
		CHECK(strstr(text, lines[i]) != NULL);
	}
}

static void log_much_and_crash(void *arg)
{
	static char block[2049];

	console_write("half a", 6);
	for (unsigned i = 0; i < 4; i++) {
		memset(block, 'a' + (int)i, sizeof(block) - 1);
		block[sizeof(block) - 2] = '\n';
		console_write(block, sizeof(block) - 1);
	}
	console_write("odd \1\x80 end", 10);
	panic("%s", (const char *)arg);
}

/* CRASH_LOG_KB=4 of the log: its end, from the first whole line on. */
TEST(crash_bundle_repeats_the_end_of_the_log)
{
	uint32_t sum = 0;
	const char *text = bundle_of(log_much_and_crash, "why", &sum);

	NEED(text != NULL);
	CHECK_EQ(crc32(0, text, strlen(text)), sum);
	CHECK(!strstr(text, "log: half a") && !strstr(text, "log: bb"));
	CHECK(strstr(text, "log: ddd"));
	CHECK(strstr(text, "\nlog: odd ?? end\n"));
	CHECK(!strstr(text, "log: panic"));
	for (const char *line = text; line;
	     line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		CHECK(strcspn(line, "\n") <= 255);
}

TEST(crash_bundle_stays_out_of_the_log)
{
	static struct crash c = { .reason = "kept apart" };
	char tail[512];

	crash_print(&c);
	size_t n = log_tail(tail, sizeof(tail) - 1);
	tail[n] = '\0';
	CHECK(!strstr(tail, "kept apart"));
}
