/* SPDX-License-Identifier: MIT */
/* host_mode.c - lists of modes, video=, and what monitors say. Host ring only: the command
 * line is the test's own. */
#include <string.h>

#include <core/cmdline.h>
#include <core/display.h>
#include <core/log.h>
#include <test/test.h>

static struct display_mode list[DISPLAY_MODES_MAX];
static struct display d = { .name = "test" };
static unsigned memory = 16 << 20;

static bool fits(const struct display *display, struct display_mode mode)
{
	CHECK(display == &d);
	return mode.width * mode.height * 4u <= memory;
}

/* The mode to begin with, as WIDTHxHEIGHT. */
static unsigned first(const char *options)
{
	static char line[64];

	strcpy(line, options);
	CHECK_EQ(cmdline_init(line), 0);
	display_list_modes(&d, list, fits);
	struct display_mode mode = display_first_mode(&d);
	return mode.width * 10000u + mode.height;
}

static bool log_has(const char *text)
{
	static char tail[4096];

	tail[log_tail(tail, sizeof(tail) - 1)] = '\0';
	return strstr(tail, text);
}

TEST(display_mode_is_the_options_then_the_monitors)
{
	CHECK_EQ(first(""), 10240768);
	d.preferred = (struct display_mode){ 1280, 800 };
	CHECK_EQ(first(""), 12800800);
	CHECK(!d.mode_asked);
	CHECK_EQ(first("video=640x480"), 6400480);
	CHECK(d.mode_asked);
	CHECK_EQ(first("video=1280x800"), 12800800); /* also what would be without it */
	CHECK(d.mode_asked);
	d.preferred = (struct display_mode){ 1000, 700 }; /* one that is not in the list */
	CHECK_EQ(first(""), 10000700);
	CHECK_EQ(first("video=1000x700"), 10000700);
	d.preferred = (struct display_mode){ 5120, 2880 }; /* too large for the card */
	CHECK_EQ(first(""), 10240768);
	d.preferred = (struct display_mode){ 64, 63 }; /* too small for a console */
	CHECK_EQ(first(""), 10240768);
	CHECK(!log_has("no such mode"));
}

TEST(display_option_that_is_not_a_mode_is_told)
{
	static const char *const wrong[] = {
		"video=",        "video=x",       "video=800",
		"video=800x",    "video=x600",    "video=800x600x32",
		"video=800x601", "video=70000x1", "video=4294968096x600",
		"video=-800x600"
	};

	for (unsigned i = 0; i < ARRAY_SIZE(wrong); i++) {
		CHECK_EQ(first(wrong[i]), 10240768);
		CHECK(!d.mode_asked);
	}
	CHECK(log_has("video=800x601: test has no such mode, it shows 1024x768"));
	CHECK(log_has("video=-800x600: test has no such mode"));
}

TEST(display_without_memory_has_no_modes)
{
	memory = 1000;
	CHECK_EQ(first(""), 0);
	memory = 640 * 480 * 4; /* less than what was configured */
	CHECK_EQ(first(""), 6400480);
}

static void set_edid(uint8_t *edid)
{
	static const uint8_t magic[8] = { 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0 };
	/* 1920x1080, 600 mm x 340 mm. */
	static const uint8_t timing[18] = { 0x02, 0x3a, 0x80, 0x18, 0x71, 0x38, 0x2d, 0x40, 0x58,
					    0x2c, 0x45, 0x00, 0x58, 0x54, 0x21, 0x00, 0x00, 0x1e };
	uint8_t sum = 0;

	memset(edid, 0, EDID_SIZE);
	memcpy(edid, magic, sizeof(magic));
	memcpy(edid + 54, timing, sizeof(timing));
	edid[21] = 61;
	edid[22] = 35;
	for (unsigned i = 0; i < EDID_SIZE - 1; i++)
		sum = (uint8_t)(sum + edid[i]);
	edid[127] = (uint8_t)-sum;
}

TEST(display_reads_what_the_monitor_says)
{
	uint8_t edid[EDID_SIZE];

	set_edid(edid);
	CHECK(display_read_edid(&d, edid));
	CHECK(d.preferred.width == 1920 && d.preferred.height == 1080);
	CHECK(d.width_mm == 600 && d.height_mm == 340);
	/* Without a timing there is the size in centimetres. */
	d.preferred = (struct display_mode){ 0, 0 };
	edid[127] = (uint8_t)(edid[127] + edid[54] + edid[55]);
	edid[54] = edid[55] = 0;
	CHECK(display_read_edid(&d, edid));
	CHECK(d.preferred.width == 0 && d.width_mm == 610 && d.height_mm == 350);
}

TEST(display_does_not_believe_a_broken_edid)
{
	uint8_t edid[EDID_SIZE];

	for (unsigned i = 0; i < EDID_SIZE; i++) {
		set_edid(edid);
		edid[i]++;
		CHECK(!display_read_edid(&d, edid));
	}
	memset(edid, 0, sizeof(edid)); /* what a card without a monitor answers */
	CHECK(!display_read_edid(&d, edid));
	CHECK(d.preferred.width == 0 && d.width_mm == 0);
}
