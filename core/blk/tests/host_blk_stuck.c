/* SPDX-License-Identifier: MIT */
/* host_blk_stuck.c - requests of a disk that does not answer, cannot be reset, or goes away. */
#include <errno.h>

#include <test/host.h>
#include <test/test.h>

#include "requests.h"

static void start_hanging(unsigned n, bool for_ever)
{
	make_disk();
	disk->dev.depth = 2;
	disk->latency_min = disk->latency_max = 1000;
	register_disk();
	disk_hang(disk, BLK_READ, n, for_ever);
}

TEST(blk_device_that_does_not_answer_is_reset)
{
	start_hanging(1, false);
	for (unsigned i = 0; i < 4; i++)
		CHECK_EQ(submit(i, BLK_READ, i * 8), 0);
	host_advance(BLK_TIMEOUT);
	host_run_work();
	/* The others ran past it; with room for two, all of them did. */
	CHECK_EQ(done_count, 4);
	CHECK_EQ(req[0].status, -EIO);
	for (unsigned i = 1; i < 4; i++)
		CHECK_EQ(req[i].status, 0);
	CHECK_EQ(disk->dev.resets, 1);
	CHECK(!disk->dev.gone);
	CHECK_EQ(submit(4, BLK_READ, 0), 0);
	host_advance(1000);
	CHECK_EQ(req[4].status, 0);
}

TEST(blk_requests_wait_while_the_device_is_reset)
{
	start_hanging(1, false);
	CHECK_EQ(submit(0, BLK_READ, 0), 0);
	host_advance(BLK_TIMEOUT);
	CHECK(disk->dev.resetting);
	CHECK_EQ(submit(1, BLK_READ, 0), 0);
	CHECK_EQ(disk_in_flight(disk), 1);
	blk_irq(&disk->dev);
	host_run_work();
	CHECK_EQ(req[0].status, -EIO);
	host_advance(1000);
	CHECK_EQ(req[1].status, 0);
}

TEST(blk_device_that_never_answers_is_given_up)
{
	start_hanging(1, true);
	for (unsigned i = 0; i < 20; i++)
		CHECK_EQ(submit(i, BLK_READ, i * 8), 0);
	for (unsigned i = 0; i < BLK_RESETS_MAX; i++) {
		CHECK(!disk->dev.gone);
		host_advance(BLK_TIMEOUT);
		host_run_work();
	}
	CHECK(disk->dev.gone);
	CHECK_EQ(done_count, 20);
	for (unsigned i = 0; i < 20; i++)
		CHECK_EQ(req[i].status, -EIO);
	CHECK_EQ(submit(0, BLK_READ, 0), -EIO);
	CHECK_EQ(submit(0, BLK_FLUSH, 0), -EIO);
}

TEST(blk_slow_success_in_between_keeps_the_device)
{
	start_hanging(0, false);
	for (unsigned round = 0; round < 3 * BLK_RESETS_MAX; round++) {
		disk_hang(disk, BLK_READ, 1, false);
		CHECK_EQ(submit(0, BLK_READ, 0), 0);
		host_advance(BLK_TIMEOUT);
		host_run_work();
		CHECK_EQ(submit(1, BLK_READ, 0), 0);
		host_advance(1000);
		CHECK_EQ(req[1].status, 0);
	}
	CHECK(!disk->dev.gone);
	CHECK_EQ(disk->dev.resets, 3 * BLK_RESETS_MAX);
}

TEST(blk_device_that_cannot_be_reset_is_gone)
{
	start_hanging(1, false);
	disk->reset_fails = true;
	CHECK_EQ(submit(0, BLK_READ, 0), 0);
	host_advance(BLK_TIMEOUT);
	host_run_work();
	CHECK_EQ(req[0].status, -EIO);
	CHECK(disk->dev.gone);
}

TEST(blk_lost_interrupt_costs_time_and_no_request)
{
	start_hanging(0, false);
	disk->lose_interrupts = true;
	CHECK_EQ(submit(0, BLK_READ, 0), 0);
	CHECK_EQ(submit(1, BLK_READ, 0), 0);
	host_advance(BLK_TIMEOUT / 8);
	CHECK_EQ(done_count, 2);
	CHECK_EQ(req[0].status, 0);
	CHECK_EQ(req[1].status, 0);
	CHECK_EQ(disk->dev.resets, 0);
}

/* The oldest decides: one that was started later has its whole time. */
TEST(blk_each_request_has_the_same_time)
{
	start_hanging(1, true);
	disk->dev.depth = 8;
	CHECK_EQ(submit(0, BLK_WRITE, 0), 0);
	host_advance(BLK_TIMEOUT / 2);
	CHECK_EQ(submit(1, BLK_READ, 0), 0);
	host_advance(BLK_TIMEOUT - 1);
	host_run_work();
	CHECK_EQ(disk->dev.resets, 0);
	host_advance(1);
	host_run_work();
	CHECK_EQ(disk->dev.resets, 1);
	CHECK_EQ(req[1].status, -EIO);
	CHECK_EQ(req[0].status, 0);
}

TEST(blk_device_that_is_gone_fails_everything)
{
	start_hanging(1, true);
	for (unsigned i = 0; i < 5; i++)
		CHECK_EQ(submit(i, BLK_READ, i * 8), 0);
	blk_gone(&disk->dev);
	CHECK_EQ(done_count, 5);
	CHECK_EQ(submit(5, BLK_WRITE, 0), -EIO);
	host_advance(10 * BLK_TIMEOUT);
	host_run_work();
	CHECK_EQ(disk->dev.resets, 0);
}

/* --- at random --------------------------------------------------------------------------- */

/* Whatever happens, every request that was taken ends, exactly once. */
TEST(blk_every_request_ends_whatever_the_device_does)
{
	bool out[MANY] = { false };
	unsigned taken = 0;

	make_disk();
	disk->seed = test_random() | 1;
	disk->dev.depth = 1 + test_below(8);
	disk->latency_max = 100000;
	register_disk();
	for (unsigned round = 0; round < 20000; round++) {
		unsigned i = test_below(MANY), before = done_count;

		disk->lose_interrupts = test_below(50) == 0;
		if (test_below(1000) == 0)
			disk_hang(disk, test_below(3), 1 + test_below(4), false);
		if (test_below(100) == 0)
			disk_fail(disk, test_below(3), 1 + test_below(4), false);
		if (!out[i]) {
			enum blk_op op = test_below(3);

			out[i] = submit(i, op, op == BLK_FLUSH ? 0 : test_below(512) * 8) == 0;
			taken += out[i];
		}
		host_advance(test_below(100) ? test_below(100000) : test_below(10) * NSEC_PER_SEC);
		host_run_work();
		for (unsigned k = before; k < done_count; k++)
			for (unsigned n = 0; n < MANY; n++)
				out[n] = out[n] && req[n].status == 1;
	}
	disk->lose_interrupts = false;
	for (unsigned k = 0; k < 10; k++) {
		host_advance(BLK_TIMEOUT);
		host_run_work();
	}
	CHECK_EQ(done_count, taken);
	CHECK(taken > 2000);
	CHECK(!disk->dev.waiting.first && !disk->dev.started.first && !disk->dev.finished.first);
}
