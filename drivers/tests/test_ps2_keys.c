/* SPDX-License-Identifier: MIT */
/* test_ps2_keys.c - scancodes against keys: every key of a keyboard with 105. */
#include <string.h>

#include <test/test.h>

#include "../input/ps2_keys.h"

/* What the bytes mean: "+04" pressed, "-04" released. */
static const char *decode(const char *bytes)
{
	static const char digits[] = "0123456789abcdef";
	static char keys[64];
	struct ps2_decoder d = { 0 };
	char *out = keys;
	uint16_t usage;
	bool down;

	for (; *bytes && out < keys + sizeof(keys) - 4; bytes++) {
		if (!ps2_decode(&d, (uint8_t)*bytes, &usage, &down))
			continue;
		*out++ = down ? '+' : '-';
		*out++ = digits[usage >> 4 & 15];
		*out++ = digits[usage & 15];
	}
	*out = '\0';
	return keys;
}

TEST(ps2_keys_make_and_break)
{
	CHECK_STR(decode("\x1e\x9e"), "+04-04");
	CHECK_STR(decode("\x1e\x1e\x1e\x9e"), "+04+04+04-04");
	CHECK_STR(decode("\x2a\x1e\x9e\xaa"), "+e1+04-04-e1");
	CHECK_STR(decode("\xe0\x48\xe0\xc8\x48\xc8"), "+52-52+60-60");
	CHECK_STR(decode("\xe0\x1d\x1d\xe0\x9d\x9d"), "+e4+e0-e4-e0");
	CHECK_STR(decode("\xe0\x38\xe0\xb8"), "+e6-e6");
	CHECK_STR(decode("\x56\xd6"), "+64-64");
}

TEST(ps2_keys_made_up_shifts_are_no_keys)
{
	CHECK_STR(decode("\xe0\x2a\xe0\x52\xe0\xd2\xe0\xaa"), "+49-49");
	CHECK_STR(decode("\xe0\xb6\xe0\x4b\xe0\xcb\xe0\x36"), "+50-50");
	CHECK_STR(decode("\xe0\x2a\xe0\x37\xe0\xb7\xe0\xaa"), "+46-46");
}

TEST(ps2_keys_pause_has_six_bytes)
{
	CHECK_STR(decode("\xe1\x1d\x45\xe1\x9d\xc5\x1e"), "+48+04");
	CHECK_STR(decode("\xe0\x46\xe0\xc6"), "+48-48"); /* with Ctrl it is Break */
}

TEST(ps2_keys_that_are_none_leave_no_trace)
{
	struct ps2_decoder d = { 0 };
	uint16_t usage;
	bool down;

	CHECK(!ps2_decode(&d, 0x00, &usage, &down)); /* the keyboard lost something */
	CHECK_STR(decode("\xff\x55\xe0\x01\xe0\xe0\x48\x1e"), "+52+04");
}

/* The keys of a keyboard all have codes, and no two the same. */
TEST(ps2_keys_are_all_there)
{
	bool seen[256] = { false };

	for (unsigned prefix = 0; prefix < 2; prefix++) {
		for (unsigned code = 1; code < 0x80; code++) {
			struct ps2_decoder d = { .prefix = prefix ? 0xe0 : 0 };
			uint16_t usage = 0;
			bool down;

			if (!ps2_decode(&d, (uint8_t)code, &usage, &down))
				continue;
			NEED(usage < 256);
			/* Print Screen and its code with Alt are one key. */
			CHECK(!seen[usage] || usage == 0x46);
			seen[usage] = true;
		}
	}
	for (unsigned usage = 0x04; usage <= 0x65; usage++)
		CHECK(seen[usage] || usage == 0x32); /* its place and code are 0x31's */
	for (unsigned usage = 0xe0; usage <= 0xe7; usage++)
		CHECK(seen[usage]);
}
