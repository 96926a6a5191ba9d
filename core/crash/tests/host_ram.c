/* SPDX-License-Identifier: MIT */
/* host_ram.c - the bundle that outlives a reset, and memory that only looks like one. */
#include <string.h>

#include <core/clock.h>
#include <core/crash.h>
#include <core/log.h>
#include <core/synth.h>
#include <test/host.h>
#include <test/test.h>

/* The record as ram.c lays it out. */
struct header {
	uint64_t magic;
	uint32_t crashes, size, text_crc, crc;
};

static char memory[CRASH_RAM_SIZE + 64] __attribute__((aligned(64)));
static struct header *const header = (struct header *)memory;
static char *const text = memory + sizeof(struct header);

static void crash_with(const char *bundle)
{
	crash_ram_begin();
	crash_ram_add(bundle, strlen(bundle));
	crash_ram_end();
}

/* What the next boot reads from /proc/crash; NULL when there is none. */
static const char *next_boot(void)
{
	static char buf[CRASH_RAM_SIZE];
	const struct synth_file *file;

	crash_ram_init();
	file = synth_find("/", "/proc/crash");
	if (!file)
		return NULL;
	ssize_t n = file->generate(buf, sizeof(buf) - 1);
	buf[n] = '\0';
	return buf;
}

static bool logged(const char *what)
{
	static char tail[2048];

	tail[log_tail(tail, sizeof(tail) - 1)] = '\0';
	return strstr(tail, what) != NULL;
}

TEST(crash_ram_gives_the_next_boot_what_was_written)
{
	static const char bundle[] = "BEGIN\nreason: the end\nlog: x\n";

	crash_ram_use((uintptr_t)memory);
	crash_with(bundle);
	CHECK_STR(next_boot(), bundle);
	CHECK(logged("the last run ended in a panic, 1 in a row, /proc/crash tells: the end\n"));
}

TEST(crash_ram_is_found_once)
{
	crash_ram_use((uintptr_t)memory);
	crash_with("reason: x\n");
	crash_ram_init();
	CHECK_EQ(header->size, 0);
}

TEST(crash_ram_after_power_on_holds_nothing)
{
	memset(memory, 0xa5, sizeof(memory));
	crash_ram_use((uintptr_t)memory);
	CHECK(!next_boot());
	memset(memory, 0, sizeof(memory));
	CHECK(!next_boot());
}

TEST(crash_ram_counts_crashes_in_a_row)
{
	crash_ram_use((uintptr_t)memory);
	for (unsigned i = 1; i < 4; i++) {
		crash_with("x\n");
		CHECK_EQ(crash_ram_count(), i);
		crash_ram_init();
	}
	crash_ram_forget();
	crash_with("x\n");
	CHECK_EQ(crash_ram_count(), 1);
	crash_with("x\n");
	CHECK_EQ(crash_ram_count(), 2);
	host_advance(CONFIG_CRASH_HEALTHY_SECONDS * NSEC_PER_SEC);
	crash_with("x\n");
	CHECK_EQ(crash_ram_count(), 1);
}

TEST(crash_ram_that_was_written_to_is_not_believed)
{
	crash_ram_use((uintptr_t)memory);
	for (unsigned at = 0; at < sizeof(struct header) + 8; at++) {
		crash_with("reason: one bit of this\n");
		memory[at] = (char)(memory[at] ^ 4);
		CHECK(!next_boot());
	}
}

static void seal(void)
{
	header->text_crc = crc32(0, text, MIN(header->size, CRASH_RAM_SIZE));
	header->crc = crc32(0, header, offsetof(struct header, crc));
}

/* With correct checksums: by somebody who knows the format. */
TEST(crash_ram_that_was_forged_does_no_harm)
{
	crash_ram_use((uintptr_t)memory);
	crash_with("reason: a\033[2J\r\nb\x80\n");
	header->size = CRASH_RAM_SIZE - sizeof(struct header) + 1; /* one too many */
	seal();
	CHECK(!next_boot());
	header->size = UINT32_MAX;
	seal();
	CHECK(!next_boot());
	header->size = 18;
	seal();
	CHECK_STR(next_boot(), "reason: a?[2J?\nb?\n");
}

TEST(crash_ram_cuts_what_is_too_long)
{
	char line[101];

	memset(line, 'a', sizeof(line) - 1);
	line[100] = '\0';
	crash_ram_use((uintptr_t)memory);
	crash_ram_begin();
	for (unsigned i = 0; i < CRASH_RAM_SIZE / 100 + 10; i++)
		crash_ram_add(line, 100);
	crash_ram_end();
	CHECK_EQ(header->size, CRASH_RAM_SIZE - sizeof(struct header));
	for (unsigned i = CRASH_RAM_SIZE; i < sizeof(memory); i++)
		CHECK_EQ(memory[i], 0);
	CHECK(next_boot() != NULL);
}
