/* SPDX-License-Identifier: MIT */
/*
 * health.c - the three tests of health.h, each a counter and a bound.
 *
 * Prediction is the test that matters under an emulator which counts instructions
 * instead of time: its clock gives a short cycle of values, none of which is frequent
 * enough for the other two tests.
 */
#include <stddef.h>
#include <string.h>

#include <core/compiler.h>
#include "health.h"

static void count_repeats(struct health *h, uint8_t sample)
{
	uint8_t last = h->past[(h->samples - 1) % HEALTH_LAGS];

	h->repeats = h->samples > 0 && sample == last ? h->repeats + 1 : 1;
	if (h->repeats >= HEALTH_REPEATS_MAX)
		h->failed = true;
}

static void count_proportion(struct health *h, uint8_t sample)
{
	if (h->samples % HEALTH_WINDOW == 0) {
		h->first = sample;
		h->same_as_first = 0;
		memset(h->predicted, 0, sizeof(h->predicted));
	}
	if (sample == h->first && ++h->same_as_first >= HEALTH_COUNT_MAX)
		h->failed = true;
}

static void count_predictions(struct health *h, uint8_t sample)
{
	for (unsigned lag = 1; lag <= HEALTH_LAGS && lag <= h->samples; lag++) {
		if (h->past[(h->samples - lag) % HEALTH_LAGS] != sample)
			continue;
		if (++h->predicted[lag - 1] >= HEALTH_COUNT_MAX)
			h->failed = true;
	}
}

void health_add(struct health *h, uint8_t sample)
{
	count_repeats(h, sample);
	count_proportion(h, sample);
	count_predictions(h, sample);
	h->past[h->samples % HEALTH_LAGS] = sample;
	h->samples++;
}

bool health_ok(const struct health *h)
{
	return !h->failed && h->samples >= 2 * HEALTH_WINDOW;
}
