/* SPDX-License-Identifier: MIT */
/* test_iov.c - scattered buffers against the same bytes in one piece. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <core/iov.h>
#include <test/test.h>

#define TOTAL 10

static char a[3], b[1], c[6];
static const struct iovec parts[] = { { a, 3 }, { NULL, 0 }, { b, 1 }, { c, 6 } };

static void fill(const char *text)
{
	memcpy(a, text, 3);
	memcpy(b, text + 3, 1);
	memcpy(c, text + 4, 6);
}

TEST(iov_gather_reads_any_range)
{
	fill("0123456789");
	for (size_t skip = 0; skip <= TOTAL + 1; skip++) {
		for (size_t len = 0; len <= TOTAL + 1; len++) {
			char out[TOTAL + 2] = { 0 };
			size_t want = skip >= TOTAL ? 0 : MIN(len, TOTAL - skip);
			CHECK_EQ(iov_gather(parts, 4, skip, out, len), want);
			CHECK(memcmp(out, &"0123456789"[MIN(skip, (size_t)TOTAL)], want) == 0);
			CHECK_EQ(out[want], 0);
		}
	}
}

TEST(iov_scatter_writes_any_range)
{
	for (size_t skip = 0; skip <= TOTAL; skip++) {
		for (size_t len = 0; len + skip <= TOTAL + 2; len++) {
			char want[TOTAL + 1] = "----------", got[TOTAL];
			size_t count = MIN(len, TOTAL - skip);
			memcpy(want + skip, "ABCDEFGHIJ", count);
			fill("----------");
			CHECK_EQ(iov_scatter(parts, 4, skip, "ABCDEFGHIJ??", len), count);
			iov_gather(parts, 4, 0, got, TOTAL);
			CHECK(memcmp(got, want, TOTAL) == 0);
		}
	}
}

TEST(iov_size_refuses_more_than_a_count_can_say)
{
	struct iovec huge[2] = { { a, INT64_MAX }, { b, 1 } };

	CHECK_EQ(iov_size(parts, 4), TOTAL);
	CHECK_EQ(iov_size(parts, 0), 0);
	CHECK_EQ(iov_size(huge, 1), INT64_MAX);
	CHECK_EQ(iov_size(huge, 2), -EINVAL);
}

TEST(iov_slice_describes_the_rest)
{
	struct iovec out[4];

	CHECK_EQ(iov_slice(parts, 4, 2, out, 4), 3);
	CHECK(out[0].iov_base == a + 2 && out[0].iov_len == 1);
	CHECK(out[1].iov_base == b && out[2].iov_base == c && out[2].iov_len == 6);
	CHECK_EQ(iov_slice(parts, 4, 0, out, 1), 1);
	CHECK(out[0].iov_base == a && out[0].iov_len == 3);
	CHECK_EQ(iov_slice(parts, 4, TOTAL, out, 4), 0);
}
