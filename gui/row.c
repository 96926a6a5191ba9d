/* SPDX-License-Identifier: MIT */
/*
 * row.c - rows of pixels: everything that is drawn ends here, so this is what is fast. Four
 * pixels are done at once in registers of SSE2, which every x86-64 processor has, by the same
 * sums as mix() does for one; the last few of a row are done by mix().
 *
 * Locking: none; the caller owns the pixels.
 */
#include <string.h>

#include "draw.h"
#include "lanes.h"

#define FOUR 4

static inline __m128i load(const void *p)
{
	return _mm_loadu_si128(p);
}

static inline void store(void *p, __m128i four)
{
	_mm_storeu_si128(p, four);
}

/* dst and src are two pixels in eight lanes, alpha each lane's own. */
static inline __m128i mix_lanes(__m128i dst, __m128i src, __m128i alpha)
{
	__m128i keep = _mm_sub_epi16(_mm_set1_epi16(OPAQUE), alpha);

	return div255_lanes(_mm_add_epi16(_mm_mullo_epi16(src, alpha), _mm_mullo_epi16(dst, keep)));
}

/* Four pixels; low and high are the alphas of the first and the last two. */
static inline __m128i mix_four(__m128i dst, __m128i src, __m128i low, __m128i high)
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
	for (; n >= FOUR; n -= FOUR, p += FOUR)
		store(p, four);
	for (; n > 0; n--)
		*p++ = colour;
}

static void fill_by_alpha(uint32_t *p, int n, gui_colour colour, unsigned alpha)
{
	const __m128i zero = _mm_setzero_si128();
	const __m128i part = _mm_mullo_epi16(_mm_unpacklo_epi8(_mm_set1_epi32((int)colour), zero),
					     _mm_set1_epi16((short)alpha));
	const __m128i keep = _mm_set1_epi16((short)(OPAQUE - alpha));

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

void row_fill(uint32_t *p, int n, gui_colour colour)
{
	unsigned alpha = alpha_of(colour);

	if (alpha == OPAQUE)
		fill_opaque(p, n, colour);
	else if (alpha > 0)
		fill_by_alpha(p, n, colour, alpha);
}

/* What is drawn where something is covered: a colour, and how strong. */
struct brush {
	gui_colour colour;
	__m128i four, lanes;     /* pixels of it; two of them in eight lanes */
	__m128i alpha, stronger; /* the same in every lane */
};

static struct brush brush_of(gui_colour colour, unsigned stronger)
{
	const __m128i four = _mm_set1_epi32((int)colour);

	return (struct brush){ .colour = colour,
			       .four = four,
			       .lanes = _mm_unpacklo_epi8(four, _mm_setzero_si128()),
			       .alpha = _mm_set1_epi16((short)alpha_of(colour)),
			       .stronger = _mm_set1_epi16((short)stronger) };
}

/* The alphas of four pixels, from how much of them is covered. */
static inline __m128i alphas_of(uint32_t covers, const struct brush *brush)
{
	__m128i cover = _mm_unpacklo_epi8(_mm_cvtsi32_si128((int)covers), _mm_setzero_si128());
	__m128i part = _mm_mullo_epi16(cover, _mm_sub_epi16(_mm_set1_epi16(OPAQUE), cover));

	cover = _mm_add_epi16(cover, _mm_mulhi_epu16(part, brush->stronger));
	return div255_lanes(_mm_mullo_epi16(cover, brush->alpha));
}

/* Four pixels, each as far as it is covered. */
static inline void cover_four(uint32_t *p, uint32_t covers, const struct brush *brush)
{
	const __m128i zero = _mm_setzero_si128();
	__m128i dst = load(p), alphas = alphas_of(covers, brush);

	alphas = _mm_unpacklo_epi16(alphas, alphas);
	store(p, _mm_packus_epi16(mix_lanes(_mm_unpacklo_epi8(dst, zero), brush->lanes,
					    _mm_unpacklo_epi32(alphas, alphas)),
				  mix_lanes(_mm_unpackhi_epi8(dst, zero), brush->lanes,
					    _mm_unpackhi_epi32(alphas, alphas))));
}

/* The same for fewer than four. */
static void cover_few(uint32_t *p, const uint8_t *cover, int n, const struct brush *brush)
{
	uint32_t few[FOUR] = { 0 }, covers = 0;

	for (int i = 0; i < n; i++) {
		few[i] = p[i];
		covers |= (uint32_t)cover[i] << 8 * i;
	}
	cover_four(few, covers, brush);
	for (int i = 0; i < n; i++)
		p[i] = few[i];
}

static inline void cover_row(uint32_t *p, const uint8_t *cover, int n, const struct brush *brush)
{
	bool opaque = alpha_of(brush->colour) == OPAQUE;
	uint32_t covers;

	if (n < FOUR) {
		cover_few(p, cover, n, brush);
		return;
	}
	for (int at = 0, again = 0; at < n; at += FOUR) {
		if (at > n - FOUR) { /* the first of the last four are done: not again */
			again = at - (n - FOUR);
			at = n - FOUR;
		}
		memcpy(&covers, cover + at, sizeof(covers));
		if (covers == UINT32_MAX && opaque)
			store(p + at, brush->four);
		else if ((covers &= UINT32_MAX << 8 * again) != 0)
			cover_four(p + at, covers, brush);
	}
}

void row_cover(uint32_t *p, const uint8_t *cover, int n, gui_colour colour)
{
	const struct brush brush = brush_of(colour, 0);

	cover_row(p, cover, n, &brush);
}

void mask_cover(uint32_t *p, int stride, const struct mask *mask, gui_colour colour,
		unsigned stronger)
{
	const struct brush brush = brush_of(colour, stronger);

	for (int row = 0; row < mask->height; row++)
		cover_row(p + (ptrdiff_t)row * stride, mask->cover + (ptrdiff_t)row * mask->stride,
			  mask->width, &brush);
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
