/* SPDX-License-Identifier: MIT */
/* fixture.c - see fixture.h; and the kind that lives in memory. */
#include "fixture.h"

TABLE_DECLARE(struct fixture, fs_fixtures);

static const struct fixture *now;

FIXTURE(ramfs) = {
	.name = "ramfs",
	.can = FX_ALL & ~FX_KEEPS,
};

const struct fixture *fixture_now(void)
{
	return now;
}

bool fixture_can(unsigned what)
{
	return !now || (now->can & what) == what;
}

unsigned fixtures_count(void)
{
	unsigned count = 0;

	FOR_TABLE(struct fixture, f, fs_fixtures)
	{
		(void)f;
		count++;
	}
	return count;
}

void fixtures_run(void (*fn)(void), unsigned needs)
{
	unsigned ran = 0;

	FOR_TABLE(struct fixture, f, fs_fixtures)
	{
		if ((f->can & needs) != needs || test_failing() || (f->wanted && !f->wanted()))
			continue;
		ran++;
		now = f;
		fn();
		now = NULL;
		if (test_failing())
			CHECK_STR(f->name, "the filesystem above");
	}
	CHECK(ran > 0 || test_failing());
}
