/* SPDX-License-Identifier: MIT */
/*
 * health.h - continuous health tests for a noise source. They find a source that has
 * failed (a stopped, coarse or deterministic clock); they do not measure entropy.
 *
 * Source: NIST SP 800-90B, 4.4.1 (repetition count), 4.4.2 (adaptive proportion),
 * 4.5 (tests of one's own: here prediction from an earlier sample).
 */
#ifndef RANDOM_HEALTH_H
#define RANDOM_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

/* What the tests assume: half a bit of min-entropy in each 8-bit sample; and they
 * raise a false alarm on such a source once in 2^30 windows. */
#define HEALTH_SAMPLES_PER_BIT 2
#define HEALTH_WINDOW          512
#define HEALTH_REPEATS_MAX     61  /* 1 + 30 / 0.5 */
#define HEALTH_COUNT_MAX       422 /* 1 + critbinom(512, 2^-0.5, 1 - 2^-30) */
#define HEALTH_LAGS            16  /* periods up to this are recognised */

/** State of the tests. Zeroed memory is the state before the first sample. */
struct health {
	uint64_t samples;                /* seen so far */
	unsigned repeats;                /* equal samples in a row, the last included */
	uint8_t first;                   /* of this window */
	unsigned same_as_first;          /* in this window */
	unsigned predicted[HEALTH_LAGS]; /* in this window: equal to the one i + 1 before */
	uint8_t past[HEALTH_LAGS];       /* ring of the latest samples */
	bool failed;                     /* stays true: a source that failed once is out */
};

/** Judges one more sample. */
void health_add(struct health *h, uint8_t sample);
/** True when at least two whole windows were seen (the start-up test, 4.3) and no
 *  test has failed. */
bool health_ok(const struct health *h);

#endif
