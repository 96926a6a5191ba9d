/* SPDX-License-Identifier: MIT */
/* lanes.h - what is computed for eight numbers of 16 bits at once, in a register of SSE2. */
#ifndef GUI_LANES_H
#define GUI_LANES_H

#include <emmintrin.h>

/* x / 255, rounded, in eight lanes: div255(), whose (t + (t >> 8)) >> 8 is t * 257 >> 16 for every
 * t of 16 bits. */
static inline __m128i div255_lanes(__m128i x)
{
	return _mm_mulhi_epu16(_mm_add_epi16(x, _mm_set1_epi16(128)), _mm_set1_epi16(257));
}

#endif
