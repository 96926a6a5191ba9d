/* SPDX-License-Identifier: MIT */
/* host_parts.c - what FAT's code is made of: names, dates, the boot sector. */
#include <errno.h>
#include <locale.h>
#include <string.h>
#include <wctype.h>

#include <core/clock.h>
#include <test/test.h>

#include "fat/bpb.h"
#include "fat/name.h"
#include "fat/stamp.h"
#include "fat/unicode.h"

#include "volume.h"

/* --- names ---------------------------------------------------------------------------------- */

static int read_name(struct fat_name *n, const char *text)
{
	return fat_name_read(n, text, strlen(text));
}

TEST(fat_names_go_to_utf_16_and_back)
{
	static const char *const texts[] = { "a", "\xc3\xa4", "\xe6\x97\xa5", "\xf0\x9f\x98\x80!" };
	static const unsigned units[] = { 1, 1, 1, 3 };
	struct fat_name n;
	char text[FAT_NAME_MAX];

	for (unsigned i = 0; i < ARRAY_SIZE(texts); i++) {
		CHECK_EQ(read_name(&n, texts[i]), 0);
		CHECK_EQ(n.len, units[i]);
		CHECK_EQ(fat_name_write(&n, text), strlen(texts[i]));
		CHECK(memcmp(text, texts[i], strlen(texts[i])) == 0);
	}
	CHECK_EQ(read_name(&n, "\xf0\x9f\x98\x80"), 0);
	CHECK(n.unit[0] == 0xd83d && n.unit[1] == 0xde00);
	n.len = 1; /* half a pair */
	CHECK_EQ(fat_name_write(&n, text), 0);
}

TEST(fat_names_that_are_no_utf_8_are_refused)
{
	static const char *const texts[] = {
		"\xff",         "\xc3",  "\xc0\xaf",         "\xe0\x80\xaf",    "a\x80",
		"\xed\xa0\x80", "\xc3(", "\xf5\x80\x80\x80", "\xf4\x90\x80\x80"
	};
	struct fat_name n;

	for (unsigned i = 0; i < ARRAY_SIZE(texts); i++) {
		CHECK_EQ(read_name(&n, texts[i]), -EINVAL);
		CHECK_EQ(n.len, 0);
	}
}

TEST(fat_names_are_refused_as_on_linux)
{
	static const char *const invalid[] = { "a*b", "?",    "a<b", "a>b",   "a|b",   "\"",
					       "a:b", "a\\b", "a ",  "a\x1f", "\x7f ", " " };
	struct fat_name n;

	for (unsigned i = 0; i < ARRAY_SIZE(invalid); i++)
		CHECK_EQ(read_name(&n, invalid[i]), -EINVAL);
	CHECK_EQ(read_name(&n, "..."), -ENOENT);
	CHECK_EQ(read_name(&n, "a..."), 0);
	CHECK_EQ(n.len, 1);
	CHECK_EQ(read_name(&n, " a +,;=[]"), 0);
}

TEST(fat_names_are_compared_without_case)
{
	static const char *const same[][2] = {
		{ "readme.TXT", "README.txt" },
		{ "\xc3\xa4\xc3\xbe", "\xc3\x84\xc3\x9e" },                 /* Latin-1 */
		{ "\xc4\x81\xc5\xbe", "\xc4\x80\xc5\xbd" },                 /* Latin Extended-A */
		{ "\xce\xb1\xcf\x82\xcf\x8e", "\xce\x91\xce\xa3\xce\x8f" }, /* Greek */
		{ "\xd1\x8f\xd1\x91", "\xd0\xaf\xd0\x81" },                 /* Cyrillic */
		{ "\xc6\xb0\xe1\xba\xbf", "\xc6\xaf\xe1\xba\xbe" },         /* Vietnamese */
	};
	struct fat_name a, b;

	for (unsigned i = 0; i < ARRAY_SIZE(same); i++) {
		read_name(&a, same[i][0]);
		read_name(&b, same[i][1]);
		CHECK(fat_name_same(&a, &b));
		b.unit[0] ^= 0x800;
		CHECK(!fat_name_same(&a, &b));
	}
	CHECK_EQ(unicode_upper(0xf7), 0xf7); /* the sign of division */
	CHECK_EQ(unicode_upper(0x131), 0x131);
	CHECK_EQ(unicode_upper(0xff), 0x178);
}

/* Judged by the C library's towupper(), which is mtools' rule. Of the blocks below all letters are
 * known, but for those that Windows leaves as they are. */
TEST(fat_upper_case_is_unicodes)
{
	static const uint16_t known[][2] = { { 0, 0x17f },       { 0x1cd, 0x1ef },
					     { 0x1f8, 0x21f },   { 0x386, 0x3ce },
					     { 0x400, 0x586 },   { 0x1e00, 0x1e9a },
					     { 0x1e9c, 0x1eff }, { 0xff01, 0xffef } };

	NEED(setlocale(LC_CTYPE, "C.UTF-8"));
	for (unsigned u = 0; u <= 0xffff; u++) {
		unsigned is = unicode_upper((uint16_t)u), want = (unsigned)towupper((wint_t)u);
		bool must = false;
		for (unsigned i = 0; i < ARRAY_SIZE(known); i++)
			must |= u >= known[i][0] && u <= known[i][1];
		must &= u != 0xb5 && u != 0x131 && u != 0x17f && u != 0x1dd;
		if (!CHECK(is == want || (is == u && !must)))
			CHECK_EQ(u, 0);
	}
}

TEST(fat_short_names_are_made_from_long_ones)
{
	static const struct {
		const char *name, *shortened;
		enum fat_fit fit;
	} rows[] = {
		{ "README.TXT", "README  TXT", FIT_EXACT },
		{ "readme.txt", "README  TXT", FIT_CASE },
		{ "A", "A          ", FIT_EXACT },
		{ "a long name", "ALONGNAM   ", FIT_LOSSY },
		{ "archive.tar.gz", "ARCHIVETGZ ", FIT_LOSSY }, /* base up to the last dot */
		{ ".bashrc", "BASHRC     ", FIT_LOSSY },
		{ "x.html", "X       HTM", FIT_LOSSY },
		{ "a+b.c=d", "A_B     C_D", FIT_LOSSY },
		{ "\xc3\xa4.b", "_       B  ", FIT_LOSSY },
		{ "~1.~2", "~1      ~2 ", FIT_EXACT },
	};
	uint8_t out[SHORT_LEN];
	struct fat_name n;

	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
		read_name(&n, rows[i].name);
		CHECK_EQ(fat_short_name(&n, out), rows[i].fit);
		CHECK(memcmp(out, rows[i].shortened, SHORT_LEN) == 0);
	}
	read_name(&n, "archive.tar.gz");
	fat_short_name(&n, out);
	CHECK(memcmp(out, "ARCHIVETGZ ", SHORT_LEN) == 0);
	fat_short_number(out, 3, false, 0);
	CHECK(memcmp(out, "ARCHIV~3GZ ", SHORT_LEN) == 0);
	fat_short_number(out, 1, true, 0xbeef);
	CHECK(memcmp(out, "ARBEEF~1GZ ", SHORT_LEN) == 0);
	memcpy(out, "A       GZ ", SHORT_LEN);
	fat_short_number(out, 9, false, 0);
	CHECK(memcmp(out, "A~9     GZ ", SHORT_LEN) == 0);
}

/* The example of FATGEN103: "The quick brown.fox". */
TEST(fat_short_names_have_their_checksum)
{
	uint8_t sum = 0;

	CHECK_EQ(fat_short_sum((const uint8_t *)"THEQUI~1FOX"), 0x07);
	for (unsigned i = 0; i < 11; i++)
		sum = (uint8_t)(((sum & 1) << 7) + (sum >> 1) + "README  TXT"[i]);
	CHECK_EQ(fat_short_sum((const uint8_t *)"README  TXT"), sum);
}

static void check_shown(const char *entry_name, uint8_t flags, const char *shown)
{
	uint8_t entry[SLOT] = { 0 };
	struct fat_name n;
	char text[FAT_NAME_MAX + 1];

	memcpy(entry, entry_name, SHORT_LEN);
	entry[ENT_CASE] = flags;
	fat_name_from_short(&n, entry);
	text[fat_name_write(&n, text)] = '\0';
	CHECK_STR(text, shown);
}

TEST(fat_short_names_are_shown_as_windows_nt_does)
{
	check_shown("README  TXT", 0, "README.TXT");
	check_shown("README  TXT", CASE_BASE | CASE_EXTENSION, "readme.txt");
	check_shown("README  TXT", CASE_EXTENSION, "README.txt");
	check_shown("NOEXT      ", CASE_BASE, "noext");
	check_shown("\x05"
		    "B      C  ",
		    0,
		    "\xcf\x83"
		    "B.C"); /* 0xe5 of code page 437 */
	check_shown("A/B\x01    .  ", 0, "A_B_._");
	check_shown("           ", 0, "_");
}

/* --- dates ---------------------------------------------------------------------------------- */

#define SECOND (int64_t) NSEC_PER_SEC

TEST(fat_dates_are_those_of_the_calendar)
{
	static const struct {
		int64_t sec;
		uint16_t date, time;
	} rows[] = {
		{ 315532800, 0 << 9 | 1 << 5 | 1, 0 },
		{ 951782400, 20 << 9 | 2 << 5 | 29, 0 },                        /* 2000-02-29 */
		{ 1709210096, 44 << 9 | 2 << 5 | 29, 12 << 11 | 34 << 5 | 28 }, /* 2024 */
		{ 4107542400, 120 << 9 | 3 << 5 | 1, 0 },                       /* 2100-03-01 */
		{ 4354819198, 127 << 9 | 12 << 5 | 31, 23 << 11 | 59 << 5 | 29 },
	};

	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fat_stamp s = fat_stamp(rows[i].sec * SECOND);
		CHECK_EQ(s.date, rows[i].date);
		CHECK_EQ(s.time, rows[i].time);
		CHECK_EQ(fat_time(s), rows[i].sec * SECOND);
	}
	CHECK_EQ(fat_time(fat_stamp(0)), 315532800 * SECOND);
	CHECK_EQ(fat_time(fat_stamp(INT64_MAX)), 4354819198 * SECOND);
	CHECK_EQ(fat_stamp(315532801 * SECOND + 730000000).ms10, 173);
}

TEST(fat_dates_of_every_day_come_back)
{
	for (int64_t sec = 315532800; sec < 4354819198; sec += 86400 - 2 * (sec % 86400 == 0))
		if (!CHECK_EQ(fat_time(fat_stamp(sec * SECOND)), sec / 2 * 2 * SECOND))
			return;
	for (unsigned date = 0; date < 65536; date += 7) /* hostile ones too have an end */
		CHECK(fat_time((struct fat_stamp){ .date = (uint16_t)date, .time = 0xffff }) > 0);
}

/* --- the boot sector ------------------------------------------------------------------------ */

static const struct form form_16 = { .bits = 16, .clusters = 5000 };
static const struct form form_32 = { .bits = 32, .clusters = 70000 };

/* What fat_read_bpb() says when `bytes` bytes at `at` are `value` instead. */
static int judge(const struct form *form, unsigned at, unsigned bytes, uint32_t value)
{
	struct disk *d = volume_new(form);
	struct fat_geometry g;
	const char *why = NULL;

	for (unsigned i = 0; i < bytes; i++)
		d->data[at + i] = (uint8_t)(value >> (8 * i));
	int err = fat_read_bpb(d->data, d->dev.sectors * BLK_SECTOR, &g, &why);
	CHECK((err == 0) == (why == NULL));
	return err;
}

TEST(fat_boot_sectors_say_where_things_are)
{
	static const struct form forms[] = {
		{ .bits = 12, .clusters = 4084 },
		{ .bits = 16, .clusters = 4085 },
		{ .bits = 16, .clusters = 65524, .sector = 4096, .root_entries = 17 },
		{ .bits = 32, .clusters = 65525, .per_cluster = 2 },
		{ .bits = 32, .clusters = 100, .sector = 1024, .per_cluster = 128, .fats = 1 },
	};

	for (unsigned i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct form *f = &forms[i];
		struct disk *d = volume_new(f);
		struct fat_geometry g = { 0 };
		const char *why;
		if (!CHECK_EQ(fat_read_bpb(d->data, d->dev.sectors * 512, &g, &why), 0))
			return;
		CHECK_EQ(g.bits, f->bits);
		CHECK_EQ(g.clusters, f->clusters);
		CHECK_EQ(g.fat_at, volume_fat_at(f));
		CHECK_EQ(g.data_at, volume_data_at(f));
		CHECK_EQ(g.copies, f->fats ? f->fats : 2);
	}
}

TEST(fat_boot_sectors_that_are_none_are_told_apart)
{
	CHECK_EQ(judge(&form_16, BOOT_SIGNATURE, 2, 0), -EINVAL);
	CHECK_EQ(judge(&form_16, BPB_SECTOR_SIZE, 2, 513), -EINVAL);
	CHECK_EQ(judge(&form_16, BPB_SECTOR_SIZE, 2, 256), -EINVAL);
	CHECK_EQ(judge(&form_16, BPB_SECTOR_SIZE, 2, 8192), -EINVAL);
	CHECK_EQ(judge(&form_16, BPB_CLUSTER_SIZE, 1, 0), -EINVAL);
	CHECK_EQ(judge(&form_16, BPB_CLUSTER_SIZE, 1, 3), -EINVAL);
	CHECK_EQ(judge(&form_16, BPB_RESERVED, 2, 0), -EINVAL);
	CHECK_EQ(judge(&form_16, BPB_FATS, 1, 0), -EINVAL);
	CHECK_EQ(judge(&form_16, BPB_MEDIA, 1, 0x12), -EINVAL);
}

TEST(fat_boot_sectors_that_cannot_be_are_refused)
{
	CHECK_EQ(judge(&form_16, BPB_FATS, 1, 5), -EUCLEAN);
	CHECK_EQ(judge(&form_16, BPB_ROOT_ENTRIES, 2, 0), -EUCLEAN);
	CHECK_EQ(judge(&form_16, BPB_SECTORS_16, 2, 0xffff), -EUCLEAN); /* beyond the device */
	CHECK_EQ(judge(&form_16, BPB_SECTORS_16, 2, 30), -EUCLEAN);
	CHECK_EQ(judge(&form_16, BPB_FAT_SIZE_16, 2, 0xffff), -EUCLEAN);
	CHECK_EQ(judge(&form_16, BPB_FAT_SIZE_16, 2, 1), 0); /* fewer clusters, then */
	CHECK_EQ(judge(&form_32, BPB_FAT_SIZE_32, 4, 0), -EUCLEAN);
	CHECK_EQ(judge(&form_32, BPB_FAT_SIZE_32, 4, 0xffffffff), -EUCLEAN);
	CHECK_EQ(judge(&form_32, BPB_ROOT_ENTRIES, 2, 16), -EUCLEAN);
	CHECK_EQ(judge(&form_32, BPB_SECTORS_32, 4, 0xffffffff), -EUCLEAN);
	CHECK_EQ(judge(&form_32, BPB_VERSION, 2, 1), -EUCLEAN);
	CHECK_EQ(judge(&form_32, BPB_ROOT_CLUSTER, 4, 1), -EUCLEAN);
	CHECK_EQ(judge(&form_32, BPB_ROOT_CLUSTER, 4, 70002), -EUCLEAN);
	CHECK_EQ(judge(&form_32, BPB_ROOT_CLUSTER, 4, 70001), 0);
	CHECK_EQ(judge(&form_32, BPB_FLAGS, 2, 0x82), -EUCLEAN);
	CHECK_EQ(judge(&form_32, BPB_FLAGS, 2, 0x81), 0);
	CHECK_EQ(judge(&form_32, BPB_INFO_SECTOR, 2, 0xffff), 0); /* none, then */
}
