/* SPDX-License-Identifier: MIT */
/* test_synth.c - generated files: found by any spelling of their path, read as they
 * were when they were opened. */
#include <errno.h>
#include <string.h>

#include <core/synth.h>
#include <test/test.h>

static size_t text_len;
static int result;

/* Digits that count up. */
static ssize_t generate(char *buf, size_t size)
{
	for (size_t i = 0; i < MIN(size, text_len); i++)
		buf[i] = (char)('0' + i % 10);
	return result ? result : (ssize_t)text_len;
}

static struct synth_file digits = { .path = "/etc/test/digits", .generate = generate };

static void begin(size_t len)
{
	static bool registered;

	if (!registered)
		synth_register(&digits);
	registered = true;
	text_len = len;
	result = 0;
}

TEST(synth_files_are_found_by_any_spelling)
{
	static const struct {
		const char *cwd, *path;
		bool found;
	} cases[] = {
		{ "/", "/etc/test/digits", true },
		{ "/", "etc/test/digits", true },
		{ "/etc", "test/digits", true },
		{ "/etc/test", "./digits", true },
		{ "/etc/", "//etc///test/./digits", true },
		{ "/usr/lib", "../../etc/test/digits", true },
		{ "/", "../../etc/x/../test/digits", true },
		{ "/", "/etc/test/digits/", true },
		{ "/", "/etc/test", false },
		{ "/", "/etc/test/digits2", false },
		{ "/", "/etc/test/digit", false },
		{ "/etc", "/test/digits", false },
		{ "/", "/", false },
		{ "/", "", false },
	};

	begin(1);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_EQ(synth_find(cases[i].cwd, cases[i].path) == &digits, cases[i].found);
}

TEST(synth_ignores_paths_too_long_to_be_its_own)
{
	char path[600];

	begin(1);
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	CHECK(!synth_find("/", path));
	CHECK(!synth_find(path, "etc/test/digits"));
}

static ssize_t read_at(struct file *f, char *buf, size_t len, off_t off)
{
	struct iovec iov = { buf, len };

	return file_readv(f, &iov, 1, off, 0);
}

TEST(synth_text_stays_as_it_was_at_open)
{
	struct file *f;
	char buf[32];

	begin(25);
	NEED(synth_open(&digits, O_RDONLY, &f) == 0);
	text_len = 3;
	CHECK_EQ(read_at(f, buf, 10, -1), 10);
	CHECK(memcmp(buf, "0123456789", 10) == 0);
	CHECK_EQ(read_at(f, buf, sizeof(buf), -1), 15);
	CHECK_EQ(read_at(f, buf, sizeof(buf), -1), 0);
	CHECK_EQ(read_at(f, buf, 2, 12), 2);
	CHECK_EQ(buf[0], '2');
	CHECK_EQ(read_at(f, buf, 2, 1000), 0);
	CHECK_EQ(f->ops->seek(f, -5, SEEK_END), 20);
	CHECK_EQ(read_at(f, buf, sizeof(buf), -1), 5);
	file_put(f);
}

TEST(synth_long_texts_are_asked_for_again)
{
	struct file *f;
	struct stat st;

	begin(100000);
	CHECK_EQ(synth_stat(&digits, &st), 0);
	CHECK_EQ(st.st_size, 100000);
	CHECK(S_ISREG(st.st_mode));
	NEED(synth_open(&digits, O_RDONLY, &f) == 0);
	CHECK_EQ(f->ops->stat(f, &st), 0);
	CHECK_EQ(st.st_size, 100000);
	file_put(f);
}

TEST(synth_files_refuse_to_be_changed)
{
	static const struct {
		int flags, result;
	} cases[] = {
		{ O_WRONLY, -EACCES },
		{ O_RDWR, -EACCES },
		{ O_RDONLY | O_TRUNC, -EACCES },
		{ O_RDWR | O_CREAT | O_EXCL, -EEXIST },
		{ O_RDONLY | O_DIRECTORY, -ENOTDIR },
	};
	struct file *f;

	begin(1);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_EQ(synth_open(&digits, cases[i].flags, &f), cases[i].result);
	result = -ENODEV;
	CHECK_EQ(synth_open(&digits, O_RDONLY, &f), -ENODEV);
	result = 0;
}
