/* SPDX-License-Identifier: MIT */
/* test_der.c - the DER reader: lengths, times, integers. */
#include <test/test.h>
#include "../der.h"
#include "../report.h"

#define DER(literal) ((struct der){ (const uint8_t *)(literal), sizeof(literal) - 1 })

static bool reads(struct der in)
{
	struct der_item item;

	return der_next(&in, &item);
}

TEST(der_accepts_the_shortest_lengths)
{
	static uint8_t big[70000] = { 0x04, 0x83, 0x01, 0x00, 0x00 };
	struct der in = { big, 5 + 65536 };
	struct der_item item;

	CHECK(reads(DER("\x04\x00")));
	CHECK(reads(DER("\x04\x01x")));
	NEED(der_next(&in, &item));
	CHECK_EQ(item.content.len, 65536);
	CHECK_EQ(item.whole.len, 65541);
	CHECK_EQ(in.len, 0);
}

TEST(der_refuses_every_other_length)
{
	CHECK(!reads(DER("")));
	CHECK(!reads(DER("\x04")));
	CHECK(!reads(DER("\x04\x01")));
	CHECK(!reads(DER("\x04\x80xx\x00\x00")));        /* indefinite */
	CHECK(!reads(DER("\x04\x81\x01x")));             /* fits one byte */
	CHECK(!reads(DER("\x04\x82\x00\x01x")));         /* leading zero */
	CHECK(!reads(DER("\x04\x84\x00\x00\x00\x01x"))); /* four bytes */
	CHECK(!reads(DER("\x04\x84\xff\xff\xff\xff")));
	CHECK(!reads(DER("\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff")));
	CHECK(!reads(DER("\x04\x89\x01\x00\x00\x00\x00\x00\x00\x00\x01x")));
	CHECK(!reads(DER("\x04\xff")));
	CHECK(!reads(DER("\x04\x83\xff\xff")));
}

TEST(der_refuses_tags_of_several_bytes)
{
	CHECK(!reads(DER("\x1f\x81\x01\x00")));
	CHECK(!reads(DER("\xbf\x20\x00")));
}

TEST(der_expect_leaves_the_reader_at_a_wrong_tag)
{
	struct der in = DER("\x02\x01\x05"), content;

	CHECK(!der_expect(&in, DER_OCTET_STRING, &content));
	CHECK_EQ(in.len, 3);
	CHECK(der_expect(&in, DER_INTEGER, &content));
	CHECK_EQ(in.len, 0);
}

/* -1: not a time. */
static int64_t time_of(struct der in)
{
	int64_t seconds;

	return der_time(&in, &seconds) && in.len == 0 ? seconds : -1;
}

TEST(der_times_are_seconds_since_1970)
{
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "700101000000Z")),
		 0);
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "000229235959Z")),
		 951868799);
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "491231235959Z")),
		 2524607999);
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "500101000000Z")),
		 -631152000);
	CHECK_EQ(time_of(DER("\x18\x0f"
			     "20500101000000Z")),
		 2524608000);
	CHECK_EQ(time_of(DER("\x18\x0f"
			     "99991231235959Z")),
		 253402300799);
	CHECK_EQ(time_of(DER("\x18\x0f"
			     "00010101000000Z")),
		 -62135596800);
}

TEST(der_refuses_what_is_no_time)
{
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "010229000000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x18\x0f"
			     "19000229000000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x18\x0f"
			     "00000101000000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "700100000000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "700001000000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "701301000000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "700101240000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "700101006000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "700101000060Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x17\x0d"
			     "70 101000000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x17\x0b"
			     "7001010000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x17\x11"
			     "700101000000+0000")),
		 -1);
	CHECK_EQ(time_of(DER("\x18\x11"
			     "20200101000000.0Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x18\x0d"
			     "700101000000Z")),
		 -1);
	CHECK_EQ(time_of(DER("\x04\x0d"
			     "700101000000Z")),
		 -1);
}

TEST(der_integers_are_measured_in_bits)
{
	CHECK_EQ(der_integer_bits(DER("\x01")), 1);
	CHECK_EQ(der_integer_bits(DER("\x7f")), 7);
	CHECK_EQ(der_integer_bits(DER("\x00\x80")), 8);
	CHECK_EQ(der_integer_bits(DER("\x01\x00\x01")), 17);
	CHECK_EQ(der_integer_bits(DER("")), 0);
	CHECK_EQ(der_integer_bits(DER("\x00")), 0);
	CHECK_EQ(der_integer_bits(DER("\x80")), 0);     /* negative */
	CHECK_EQ(der_integer_bits(DER("\x00\x01")), 0); /* padded */
}

TEST(dates_are_printed_as_they_were_read)
{
	static const char *const days[] = { "19700101", "20000229", "21000228", "20241231",
					    "00010101", "99991231", "19691231", "16000301" };
	char date[DATE_SIZE], text[] = "\x18\x0fYYYYMMDD235959Z";

	for (size_t i = 0; i < ARRAY_SIZE(days); i++) {
		int64_t seconds = 0;
		for (int j = 0; j < 8; j++)
			text[2 + j] = days[i][j];
		struct der in = { (const uint8_t *)text, sizeof(text) - 1 };
		CHECK(der_time(&in, &seconds));
		format_date(seconds, date);
		char want[DATE_SIZE] = { days[i][0], days[i][1], days[i][2], days[i][3],
					 '-',        days[i][4], days[i][5], '-',
					 days[i][6], days[i][7], 0 };
		CHECK_STR(date, want);
	}
}
