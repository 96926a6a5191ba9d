/* SPDX-License-Identifier: MIT */
/*
 * test_printf.c - kvsnprintf() by its own words. Against the host's libc, on many more
 * formats: host_printf.c.
 */
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include <core/printf.h>
#include <test/test.h>

static char out[128];

/* A format that the compiler must not judge. */
static int format(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	int len = kvsnprintf(out, sizeof(out), fmt, args);
	va_end(args);
	return len;
}

TEST(printf_writes_numbers_in_every_base)
{
	format("%d %i %u %o %x %X", -7, 7, 7u, 8u, 0xabcu, 0xABCu);
	CHECK_STR(out, "-7 7 7 10 abc ABC");
}

TEST(printf_writes_the_extremes_of_every_length)
{
	format("%hhd %hhu %hd %hu", -129, 256, 0x18000, 0x1ffff);
	CHECK_STR(out, "127 0 -32768 65535");
	format("%d %u %ld %lu", INT_MIN, UINT_MAX, LONG_MIN, ULONG_MAX);
	CHECK_STR(out, "-2147483648 4294967295 -9223372036854775808 18446744073709551615");
	format("%lld %zu %jd %td", LLONG_MAX, SIZE_MAX, INTMAX_MIN, (ptrdiff_t)-1);
	CHECK_STR(out, "9223372036854775807 18446744073709551615 -9223372036854775808 -1");
	format("%lo", ULONG_MAX);
	CHECK_STR(out, "1777777777777777777777");
}

TEST(printf_pads_to_the_width)
{
	format("[%5d][%-5d][%05d][%+d][% d]", 42, 42, -42, 42, 42);
	CHECK_STR(out, "[   42][42   ][-0042][+42][ 42]");
	format("[%*d][%*d]", 4, 1, -4, 1);
	CHECK_STR(out, "[   1][1   ]");
}

TEST(printf_obeys_the_precision)
{
	format("[%.3d][%6.3d][%-6.3d][%06.3d][%.0d]", 7, 7, 7, 7, 0);
	CHECK_STR(out, "[007][   007][007   ][   007][]");
	format("[%.2s][%5.1s][%.*s][%.*d]", "abc", "abc", 2, "xyz", -1, 5);
	CHECK_STR(out, "[ab][    a][xy][5]");
}

TEST(printf_marks_the_base_when_asked)
{
	format("%#x %#X %#o %#x %#o %#08x", 255u, 255u, 8u, 0u, 0u, 1u);
	CHECK_STR(out, "0xff 0XFF 010 0 0 0x000001");
	format("[%#.0o][%#.0x]", 0u, 0u);
	CHECK_STR(out, "[0][]");
}

TEST(printf_writes_characters_strings_and_pointers)
{
	format("%c%3c%-3c|%s %%", 'a', 'b', 'c', "text");
	CHECK_STR(out, "a  bc  |text %");
	format("%s %p %p", (char *)NULL, NULL, (void *)0x1234);
	CHECK_STR(out, "(null) 0x0 0x1234");
}

TEST(printf_reads_a_string_no_further_than_its_precision)
{
	static const char unterminated[3] = { 'a', 'b', 'c' };

	format("%.3s", unterminated);
	CHECK_STR(out, "abc");
}

TEST(printf_copies_what_it_does_not_know)
{
	CHECK_EQ(format("%y %5q %"), 8);
	CHECK_STR(out, "%y %5q %");
}

TEST(printf_cuts_at_the_size_and_returns_the_whole_length)
{
	char small[8];

	memset(small, '#', sizeof(small));
	CHECK_EQ(ksnprintf(small, 5, "%s", "abcdefgh"), 8);
	CHECK_STR(small, "abcd");
	CHECK_EQ(small[5], '#');
	CHECK_EQ(ksnprintf(small, 1, "%d", 123), 3);
	CHECK_STR(small, "");
	small[0] = '#';
	CHECK_EQ(ksnprintf(small, 0, "%d", 123), 3);
	CHECK_EQ(small[0], '#');
	CHECK_EQ(ksnprintf(NULL, 0, "%100d", 1), 100);
}

TEST(printf_survives_a_width_of_two_thousand_millions)
{
	CHECK_EQ(format("%*d", INT_MAX, 1), INT_MAX);
	CHECK_EQ(format("%*d%*d", INT_MAX, 1, INT_MIN, 1), INT_MAX);
	CHECK_EQ(format("%99999999999999999999d", 1), INT_MAX);
	CHECK_EQ(strlen(out), sizeof(out) - 1);
}
