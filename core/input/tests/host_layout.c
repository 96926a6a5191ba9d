/* SPDX-License-Identifier: MIT */
/* host_layout.c - the boot option keyboard=. Host ring only: the command line is the test's own. */
#include <string.h>

#include <core/cmdline.h>
#include <core/keyboard.h>
#include <core/log.h>
#include <test/test.h>

/* What the key to the right of T sends with these options. */
static char key_with(const char *options)
{
	static char line[64];
	char bytes[KEY_BYTES_MAX];
	struct keyboard k;

	strcpy(line, options);
	CHECK_EQ(cmdline_init(line), 0);
	keyboard_start(&k);
	CHECK_EQ(keyboard_translate(&k, 0x1c, true, bytes), 1);
	return bytes[0];
}

static bool log_has(const char *text)
{
	static char tail[4096];

	tail[log_tail(tail, sizeof(tail) - 1)] = '\0';
	return strstr(tail, text);
}

TEST(keyboard_option_chooses_the_layout)
{
	CHECK_EQ(key_with(""), 'y');
	CHECK_EQ(key_with("keyboard=de"), 'z');
	CHECK_EQ(key_with("keyboard=us"), 'y');
	CHECK_EQ(key_with("keyboard=us keyboard=de"), 'z');
	CHECK(!log_has("no such layout"));
	CHECK_EQ(key_with("keyboard=xx"), 'y');
	CHECK(log_has("keyboard=xx: no such layout (us, de, fr), it is us"));
	CHECK_EQ(key_with("keyboard"), 'y');
	struct keyboard k;
	char line[] = "keyboard=fr", bytes[KEY_BYTES_MAX];
	CHECK_EQ(cmdline_init(line), 0);
	keyboard_start(&k);
	CHECK_EQ(keyboard_translate(&k, 0x14, true, bytes), 1);
	CHECK_EQ(bytes[0], 'a');
}
