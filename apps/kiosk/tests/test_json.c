/* SPDX-License-Identifier: MIT */
/* test_json.c - paths into JSON, and what is said when they lead nowhere. */
#include <stdio.h>
#include <string.h>

#include <test/test.h>

#include "../json.h"

static const char sample[] = "{\"water\":{\"level\":1.25,\"name\":\"North \\u00e9\"},\"on\":true,"
			     "\"rows\":[[1,2,3.5],[4,\"x\"],[]],\"none\":null}";
static struct reading reading;

static const char *read_text(const char *text, size_t len, const char *path)
{
	struct cJSON *json = json_open(text, len);
	const char *wrong = json_find(&reading, json, path);

	json_close(json);
	return wrong;
}

static const char *read_at(const char *path)
{
	return read_text(sample, sizeof(sample) - 1, path);
}

TEST(kiosk_json_paths_lead_to_values)
{
	CHECK(!read_at("water.level") && reading.is_number && reading.number == 1.25);
	CHECK(!read_at("water.name"));
	CHECK_STR(reading.text, "North \xc3\xa9");
	CHECK(!read_at("on"));
	CHECK_STR(reading.text, "yes");
	CHECK(!read_at("rows[0][2]") && reading.number == 3.5);
	CHECK(!read_at("rows[0][-3]") && reading.number == 1);
	CHECK(!read_at("rows[0]"));
	CHECK_EQ(reading.count, 3);
	CHECK(reading.points[1] == 2);
}

TEST(kiosk_json_paths_that_lead_nowhere_say_where_they_end)
{
	static const char *const cases[][2] = {
		{ "water.depth.x", "water.depth is not in the answer" },
		{ "rows[3]", "rows[3] is not in the answer" },
		{ "rows[0][-4]", "rows[0][-4] is not in the answer" },
		{ "water[0]", "water[0] is not in the answer" },
		{ "rows[1]", "rows[1] is not a row of numbers" },
		{ "rows[2]", "rows[2] is not a row of numbers" },
		{ "none", "none is neither a number nor a text" },
		{ "water", "water is neither a number nor a text" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_STR(read_at(cases[i][0]), cases[i][1]);
	CHECK_STR(read_text("<html>", 6, "a"), "the answer is not JSON");
	CHECK_STR(read_text("{\"a\":1", 6, "a"), "the answer is not JSON");
}

TEST(kiosk_json_keeps_the_end_of_a_long_row)
{
	static char text[8192] = "[0";
	size_t len = 2;

	for (int i = 1; i < 500; i++)
		len += (size_t)sprintf(text + len, ",%d", i);
	len += (size_t)sprintf(text + len, "]");
	CHECK(read_text(text, len, "") == NULL);
	CHECK_EQ(reading.count, POINTS_MAX);
	CHECK(reading.points[POINTS_MAX - 1] == 499);
}
