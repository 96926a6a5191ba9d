/* SPDX-License-Identifier: MIT */
/*
 * row.c - rows of pixels: everything that is drawn ends here, so this is what is fast. Four
 * pixels are done at once in registers of SSE2, which every x86-64 processor has, by the same
 * sums as mix() does for one; the last few of a row are done by mix().
 *
 * Locking: none; the caller owns the pixels.
 */
#include <emmintrin.h>
#include <string.h>

#include "draw.h"

#define FOUR 4

static __m128i load(const void *p)
{
	return _mm_loadu_si128(p);
}

static void store(void *p, __m128i four)
{
	_mm_storeu_si128(p, four);
}

/* x / 255, rounded, in eight lanes of 16 bits: div255(). */
static __m128i div255_lanes(__m128i x)
{
	x = _mm_add_epi16(x, _mm_set1_epi16(128));
	return _mm_srli_epi16(_mm_add_epi16(x, _mm_srli_epi16(x, 8)), 8);
}

/* dst and src are two pixels in eight lanes, alpha each lane's own. */
static __m128i mix_lanes(__m128i dst, __m128i src, __m128i alpha)
{
	__m128i keep = _mm_sub_epi16(_mm_set1_epi16(OPAQUE), alpha);

	return div255_lanes(_mm_add_epi16(_mm_mullo_epi16(src, alpha), _mm_mullo_epi16(dst, keep)));
}

/* Four pixels; low and high are the alphas of the first and the last two. */
static __m128i mix_four(__m128i dst, __m128i src, __m128i low, __m128i high)
{
	const __m128i zero = _mm_setzero_si128();

	return _mm_packus_epi16(
		mix_lanes(_mm_unpacklo_epi8(dst, zero), _mm_unpacklo_epi8(src, zero), low),
		mix_lanes(_mm_unpackhi_epi8(dst, zero), _mm_unpackhi_epi8(src, zero), high));
}

static void fill_opaque(uint32_t *p, int n, uint32_t colour)
{
	const __m128i four = _mm_set1_epi32((int)colour);

	for (; n >= 4 * FOUR; n -= 4 * FOUR, p += 4 * FOUR) {
		store(p, four);
		store(p + FOUR, four);
		store(p + 2 * FOUR, four);
		store(p + 3 * FOUR, four);
	}
	for (; n > 0; n--)
		*p++ = colour;
}

void row_fill(uint32_t *p, int n, gui_colour colour)
{
	unsigned alpha = alpha_of(colour);
	const __m128i zero = _mm_setzero_si128();
	const __m128i part = _mm_mullo_epi16(_mm_unpacklo_epi8(_mm_set1_epi32((int)colour), zero),
					     _mm_set1_epi16((short)alpha));
	const __m128i keep = _mm_set1_epi16((short)(OPAQUE - alpha));

	if (alpha == OPAQUE) {
		fill_opaque(p, n, colour);
		return;
	}
	if (alpha == 0)
		return;
	for (; n >= FOUR; n -= FOUR, p += FOUR) {
		__m128i dst = load(p);
		__m128i low = _mm_mullo_epi16(_mm_unpacklo_epi8(dst, zero), keep);
		__m128i high = _mm_mullo_epi16(_mm_unpackhi_epi8(dst, zero), keep);

		store(p, _mm_packus_epi16(div255_lanes(_mm_add_epi16(low, part)),
					  div255_lanes(_mm_add_epi16(high, part))));
	}
	for (; n > 0; n--, p++)
		*p = mix(*p, colour, alpha);
}

/* Four pixels of a colour, each as far as it is covered. */
static void cover_four(uint32_t *p, uint32_t cover, __m128i colour, __m128i alpha)
{
	const __m128i zero = _mm_setzero_si128();
	__m128i spread = _mm_cvtsi32_si128((int)cover);

	spread = _mm_unpacklo_epi8(spread, spread);
	spread = _mm_unpacklo_epi16(spread, spread);
	store(p, mix_four(load(p), colour,
			  div255_lanes(_mm_mullo_epi16(_mm_unpacklo_epi8(spread, zero), alpha)),
			  div255_lanes(_mm_mullo_epi16(_mm_unpackhi_epi8(spread, zero), alpha))));
}

void row_cover(uint32_t *p, const uint8_t *cover, int n, gui_colour colour)
{
	const __m128i four = _mm_set1_epi32((int)colour);
	const __m128i alpha = _mm_set1_epi16((short)alpha_of(colour));

	for (; n >= FOUR; n -= FOUR, p += FOUR, cover += FOUR) {
		uint32_t covers;

		memcpy(&covers, cover, sizeof(covers));
		if (covers == UINT32_MAX && alpha_of(colour) == OPAQUE)
			store(p, four);
		else if (covers != 0)
			cover_four(p, covers, four, alpha);
	}
	for (; n > 0; n--, p++, cover++)
		*p = mix(*p, colour, div255(*cover * alpha_of(colour)));
}

/* Four pixels of an image, whose alphas are multiplied by alpha / 255. */
static void blend_four(uint32_t *p, __m128i image, __m128i alpha)
{
	__m128i part = div255_lanes(_mm_mullo_epi16(_mm_srli_epi32(image, 24), alpha));

	part = _mm_or_si128(part, _mm_slli_epi32(part, 16));
	store(p, mix_four(load(p), image, _mm_unpacklo_epi32(part, part),
			  _mm_unpackhi_epi32(part, part)));
}

void row_blend(uint32_t *p, const uint32_t *image, int n, unsigned alpha)
{
	const __m128i lanes = _mm_set1_epi16((short)alpha);
	const __m128i opaque = _mm_set1_epi32((int)OPAQUE);

	for (; n >= FOUR; n -= FOUR, p += FOUR, image += FOUR) {
		__m128i four = load(image), alphas = _mm_srli_epi32(four, 24);
		int solid = _mm_movemask_epi8(_mm_cmpeq_epi32(alphas, opaque));
		int clear = _mm_movemask_epi8(_mm_cmpeq_epi32(alphas, _mm_setzero_si128()));

		if (solid == 0xffff && alpha == OPAQUE)
			store(p, four);
		else if (clear != 0xffff)
			blend_four(p, four, lanes);
	}
	for (; n > 0; n--, p++, image++)
		*p = mix(*p, *image, div255(alpha_of(*image) * alpha));
}
