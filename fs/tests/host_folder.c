/* SPDX-License-Identifier: MIT */
/*
 * host_folder.c - random changes of the names in two folders of hundreds, on every kind of
 * filesystem and on a table: each call gives the same result, what a name shows is what was put
 * there, and a folder that is read while it changes shows what stays exactly once. The run's seed
 * is printed; differential.h says how many operations it is.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/printf.h>
#include <test/host.h>

#include "differential.h"
#include "playground.h"

#define OPS_OF_LIES  6000
#define FOLDERS      2
#define NAMES        500  /* that there are for each */
#define PHASE        4000 /* operations in which folders grow, and then shrink */
#define CHECK_EVERY  5000
#define REMOUNT_EACH 3 /* checks */
#define NAME_SIZE    80

/* What a name of a folder stands for. */
struct entry {
	uint32_t tag; /* the contents of the file; 0: there is none */
	bool folder;
	/* of the reading under way: */
	bool touched;
	unsigned seen;
};
static struct entry table[FOLDERS][NAMES];
static uint32_t next_tag;
static int reading; /* an open folder, which is table[read_folder]; -1: none */
static unsigned read_folder;

/* One number in each. The kinds that say long names in short ones have to tell them apart. */
static void name_of(unsigned folder, unsigned i, char out[NAME_SIZE])
{
	static const char *const pattern[] = { "%c/f%u", "%c/LONGNAME%04u.TXT",
					       "%c/a longer name, the %uth of many.text",
					       "%c/%u \xd0\x96\xd1\x83\xd0\xba-\xc3\xb1.tar.gz" };

	ksnprintf(out, NAME_SIZE, pattern[i % 4], 'x' + folder, i);
}

/* --- reading a folder ----------------------------------------------------------------------- */

static void start_reading(void)
{
	char path[2] = { (char)('x' + test_below(FOLDERS)), '\0' };

	read_folder = (unsigned)path[0] - 'x';
	reading = (int)sys_open(path, O_RDONLY | O_DIRECTORY, 0);
	CHECK(reading >= 0);
	for (unsigned i = 0; i < NAMES; i++) {
		table[read_folder][i].touched = false;
		table[read_folder][i].seen = 0;
	}
}

static void see(const char *name)
{
	char path[NAME_SIZE];
	size_t digits = strcspn(name, "0123456789");
	unsigned i = (unsigned)atoi(name + digits);

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || !CHECK(i < NAMES))
		return;
	name_of(read_folder, i, path);
	CHECK_STR(name, path + 2);
	table[read_folder][i].seen++;
}

static void stop_reading(bool at_end)
{
	for (unsigned i = 0; i < NAMES && at_end && !test_failing(); i++) {
		const struct entry *e = &table[read_folder][i];
		if (!e->touched)
			CHECK_EQ(e->seen, e->tag != 0);
	}
	CHECK_EQ(sys_close(reading), 0);
	reading = -1;
}

static void read_some(void)
{
	char list[600];
	long len;

	if (reading < 0)
		start_reading();
	len = sys_getdents64(reading, list, sizeof(list));
	CHECK(len >= 0);
	for (long at = 0; at < len; at += *(uint16_t *)(list + at + 16))
		see(list + at + 19);
	if (len <= 0)
		stop_reading(len == 0);
}

/* --- changes -------------------------------------------------------------------------------- */

static struct entry *some_entry(char path[NAME_SIZE])
{
	unsigned folder = test_below(FOLDERS), i = test_below(NAMES);

	name_of(folder, i, path);
	return &table[folder][i];
}

static void make(struct entry *e, const char *path)
{
	bool folder = test_below(6) == 0;
	long got = folder ? sys_mkdir(path, 0755)
			  : sys_open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);

	if (e->tag) {
		CHECK_EQ(got, -EEXIST);
		return;
	}
	*e = (struct entry){ next_tag++, folder, true, e->seen };
	if (!CHECK(got >= 0) || folder)
		return;
	CHECK_EQ(sys_write((int)got, &e->tag, sizeof(e->tag)), sizeof(e->tag));
	CHECK_EQ(sys_close((int)got), 0);
}

static void drop(struct entry *e, const char *path)
{
	bool folder = test_below(6) == 0;
	int want = !e->tag ? -ENOENT : e->folder == folder ? 0 : folder ? -ENOTDIR : -EISDIR;

	CHECK_EQ(folder ? sys_rmdir(path) : sys_unlink(path), want);
	if (want == 0)
		*e = (struct entry){ .touched = true, .seen = e->seen };
}

static int rename_result(const struct entry *from, const struct entry *to, bool no_replace)
{
	if (!from->tag)
		return -ENOENT;
	if (to->tag && no_replace)
		return -EEXIST;
	if (from == to || !to->tag || from->folder == to->folder)
		return 0;
	return from->folder ? -ENOTDIR : -EISDIR;
}

static void move(struct entry *from, const char *path)
{
	char to_path[NAME_SIZE];
	struct entry *to = some_entry(to_path);
	bool no_replace = test_below(3) == 0;
	int want = rename_result(from, to, no_replace);

	CHECK_EQ(sys_renameat2(AT_FDCWD, path, AT_FDCWD, to_path, no_replace), want);
	if (want || from == to)
		return;
	*to = (struct entry){ from->tag, from->folder, true, to->seen };
	*from = (struct entry){ .touched = true, .seen = from->seen };
}

/* --- looking -------------------------------------------------------------------------------- */

static void look(const struct entry *e, const char *path)
{
	uint32_t tag = 0;
	struct stat st;
	int got = (int)sys_lstat(path, &st);

	if (!CHECK_EQ(got, e->tag ? 0 : -ENOENT) || got)
		return;
	CHECK_EQ(S_ISDIR(st.st_mode), e->folder);
	if (e->folder || test_below(3))
		return;
	int fd = (int)sys_open(path, O_RDONLY, 0);
	CHECK_EQ(sys_read(fd, &tag, sizeof(tag)), sizeof(tag));
	CHECK_EQ(tag, e->tag);
	CHECK_EQ(sys_close(fd), 0);
}

/* By the name in capitals. */
static void look_loudly(const struct entry *e, char *path)
{
	bool other = path[2] != 'L' && !fixture_can(FX_CASE);

	for (char *p = path + 2; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	if (path[2] == 'L' || other)
		look(e, path);
	else if (strpbrk(path + 2, "FAT")) /* there are letters that changed */
		CHECK(!exists(path));
}

static void look_at_all(void)
{
	char path[NAME_SIZE];

	for (unsigned f = 0; f < FOLDERS; f++) {
		for (unsigned i = 0; i < NAMES && !test_failing(); i++) {
			name_of(f, i, path);
			look(&table[f][i], path);
		}
	}
}

/* --- the test ------------------------------------------------------------------------------- */

static void operate(bool grows)
{
	char path[NAME_SIZE];
	struct entry *e = some_entry(path);

	switch (test_below(16)) {
	case 0:
	case 1:
	case 2:
		make(e, path);
		break;
	case 3:
	case 4:
		drop(e, path);
		break;
	case 5:
	case 6:
	case 7:
		move(e, path);
		break;
	case 8:
	case 9:
	case 10:
		if (grows)
			make(e, path);
		else
			drop(e, path);
		break;
	case 11:
		look_loudly(e, path);
		break;
	case 12:
	case 13:
		read_some();
		break;
	default:
		look(e, path);
	}
}

static void compare(long ops)
{
	if (!playground_open())
		return;
	memset(table, 0, sizeof(table));
	next_tag = 1;
	reading = -1;
	for (unsigned i = 0; i < FOLDERS; i++)
		CHECK_EQ(sys_mkdir(i == 0 ? "x" : "y", 0755), 0);
	differential_subject("x");
	for (long i = 1; i <= ops && !test_failing(); i++) {
		operate(i / PHASE % 2 == 0);
		if (i % CHECK_EVERY && i != ops)
			continue;
		if (reading >= 0)
			stop_reading(false);
		if (i / CHECK_EVERY % REMOUNT_EACH == 0)
			playground_remount();
		look_at_all();
	}
	CHECK(next_tag > ops / 10);
	playground_close();
}

FS_TEST(folders_agree_with_a_table)
{
	compare(differential_operations(PART_FOLDER));
}

TEST(folder_that_lies_does_not_agree_with_a_table)
{
	CHECK(!differential_notices(compare, OPS_OF_LIES, LIE_NONE));
	for (enum lie lie = LIE_LOOKUP; lie < LIES; lie++)
		if (!CHECK(differential_notices(compare, OPS_OF_LIES, lie)))
			CHECK_EQ(lie, LIE_NONE);
}
