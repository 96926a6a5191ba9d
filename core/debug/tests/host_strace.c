/* SPDX-License-Identifier: MIT */
/* host_strace.c - system calls as text: every kind of argument, and too much of it. */
#include <string.h>
#include <sys/uio.h>

#include <test/test.h>

#include "debug/strace.h"

static const char *text(const char *kinds, long ret, const long *args)
{
	static char buf[STRACE_TEXT];
	size_t len = strace_text(buf, sizeof(buf), "call", kinds, ret, args);

	CHECK_EQ(len, strlen(buf));
	return buf;
}

TEST(strace_shows_each_kind_of_argument)
{
	CHECK_STR(text("", 0, NULL), "call()");
	CHECK_STR(text("du", 0, (const long[]){ -1, 2 }), "call(-1, 2)");
	CHECK_STR(text("xo", 0, (const long[]){ 0x241, 0644 }), "call(0x241, 0644)");
	CHECK_STR(text("pp", 0, (const long[]){ 0, 0x1000 }), "call(NULL, 0x1000)");
	CHECK_STR(text("fd", 0, (const long[]){ -100, -100 }), "call(AT_FDCWD, -100)");
	CHECK_STR(text("s", 0, (const long[]){ (long)"/etc\n" }), "call(\"/etc\\n\")");
	CHECK_STR(text("s", 0, (const long[]){ 0 }), "call(NULL)");
}

TEST(strace_shows_data_as_far_as_it_goes)
{
	const long out[] = { 1, (long)"ab\"\\\x01\xff more", 6 };
	const long in[] = { 0, (long)"read this", 4096 };

	CHECK_STR(text("dbu", 6, out), "call(1, \"ab\\\"\\\\\\x01\\xff\", 6)");
	CHECK_STR(text("dru", 4, in), "call(0, \"read\", 4096)");
	CHECK_STR(text("dp", -5, (const long[]){ 0, 0 }), "call(0, NULL)");
	CHECK(strstr(text("dru", -5, in), "call(0, 0x") != NULL);
}

TEST(strace_shows_buffers)
{
	const struct iovec iov[5] = { { (char *)"Hello", 5 }, { NULL, 0 }, { (char *)"\n", 1 } };

	CHECK_STR(text("dil", 6, (const long[]){ 1, (long)iov, 3 }),
		  "call(1, [{\"Hello\", 5}, {NULL, 0}, {\"\\n\", 1}], 3)");
	CHECK_STR(text("il", 6, (const long[]){ (long)(iov + 1), 0 }), "call([], 0)");
	CHECK(strstr(text("il", 6, (const long[]){ (long)iov, 5 }), ", ...], 5)") != NULL);
}

TEST(strace_cuts_what_is_long)
{
	char name[100];

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	CHECK_STR(text("s", 0, (const long[]){ (long)name }),
		  "call(\"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn\"...)");
	for (size_t size = 1; size < 30; size++) {
		char small[30];

		memset(small, '#', sizeof(small));
		CHECK_EQ(strace_text(small, size, "call", "s", 0,
				     (const long[]){ (long)"\x7f\x7f" }),
			 MIN(size - 1, strlen("call(\"\\x7f\\x7f\")")));
		CHECK_EQ(small[size - 1 < 16 ? size - 1 : 16], 0);
		CHECK_EQ(small[29], '#');
	}
}
