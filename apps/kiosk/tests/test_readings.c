/* SPDX-License-Identifier: MIT */
/* test_readings.c - an answer is read once for all that want something of it. */
#include <string.h>

#include <test/test.h>

#include "../readings.h"

static char answer[64];
static struct source source = { .data = answer };

static void say(const char *text)
{
	strcpy(answer, text);
	source.len = strlen(text);
}

static double number_at(const char *path)
{
	const char *wrong;
	const struct reading *r = readings_at(&source, path, &wrong);

	return r ? r->number : -1;
}

TEST(kiosk_readings_are_made_once_for_each_answer)
{
	const char *wrong;

	say("{\"a\":1,\"b\":2}");
	CHECK(number_at("a") == 1 && number_at("b") == 2);
	say("{\"a\":3,\"b\":4}"); /* not a new one, as far as anyone was told */
	CHECK(number_at("a") == 1 && number_at("b") == 2);
	source.version++;
	CHECK(number_at("a") == 3);
	say("{\"a\":5,\"b\":6}");
	CHECK(number_at("b") == 4); /* was read together with a */
	source.version++;
	say("{\"b\":7}");
	CHECK(!readings_at(&source, "a", &wrong));
	CHECK_STR(wrong, "a is not in the answer");
	CHECK(number_at("b") == 7);
	readings_forget(&source);
	say("{\"b\":8}");
	CHECK(number_at("b") == 8);
	readings_forget(&source);
}

TEST(kiosk_readings_of_what_is_not_json_say_so)
{
	const char *wrong;

	say("<html>");
	source.version++;
	CHECK(!readings_at(&source, "a", &wrong));
	CHECK_STR(wrong, "the answer is not JSON");
	readings_forget(&source);
}
