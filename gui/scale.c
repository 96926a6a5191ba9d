/* SPDX-License-Identifier: MIT */
/*
 * scale.c - images of another size. A pixel of the result is a weighted sum of pixels of the
 * image: along a direction that grows, of the two that it lies between; along one that shrinks,
 * of all that it covers, by how much. Colours are weighed by their alpha, so that what cannot be
 * seen does not bleed into edges. Rows of the image are brought to the new width first, then
 * summed up; weights are parts of 4096, and always sum to that.
 *
 * Locking: none.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <gui/image.h>

#include "draw.h"
#include "lanes.h"

#define WHOLE_BITS 12
#define WHOLE      (1u << WHOLE_BITS)

/* What a pixel of the result is made of, along one direction. */
struct tap {
	int first, count;
	uint16_t *weights;
};

/* Four channels times alpha, 0..255 * 255, in 16 bits each. */
struct sum {
	uint64_t channels;
};

/* The same for a row's pixel: of the image two at a time, each weight in four lanes. */
struct column {
	int first, pairs;
	__m128i *weights;
};

struct scaler {
	const struct gui_image *image;
	struct column *columns;
	struct sum *weighed; /* a row of the image, and one pixel of nothing */
	struct sum *rows[2]; /* of the image, at the new width */
	int row_numbers[2];  /* which they are; -1: none */
	uint32_t *pixels;    /* the row being made */
	int width;
};

/* How many pixels a pixel of n may cover of m. */
static size_t taps_most(int n, int m)
{
	return (size_t)MAX(m / n, 0) + 2;
}

/* Pixel i of n that grew from m: the two whose middles are left and right of its own. */
static void between(struct tap *t, int i, int n, int m)
{
	long middle = ((2L * i + 1) * m - n) * WHOLE / (2L * n); /* of the image, in 1/WHOLE */
	long at = MAX(middle, 0);

	t->first = (int)MIN(at / WHOLE, m - 1);
	t->count = t->first + 1 < m ? 2 : 1;
	t->weights[1] = t->count == 2 ? (uint16_t)(at % WHOLE) : 0;
	t->weights[0] = (uint16_t)(WHOLE - t->weights[1]);
}

/* Pixel i of n that shrank from m: those that it covers, in parts of 1/n pixel. */
static void over(struct tap *t, int i, int n, int m)
{
	long from = (long)i * m, to = from + m;
	unsigned left = WHOLE;

	t->first = (int)(from / n);
	t->count = (int)((to - 1) / n) - t->first + 1;
	for (int k = 0; k < t->count; k++) {
		long begin = MAX((long)(t->first + k) * n, from);
		long end = MIN((long)(t->first + k + 1) * n, to);

		t->weights[k] = (uint16_t)((end - begin) * WHOLE / m);
		left -= t->weights[k];
	}
	t->weights[t->count / 2] = (uint16_t)(t->weights[t->count / 2] + left);
}

static void find_taps(struct tap *t, int i, int n, int m)
{
	if (n >= m)
		between(t, i, n, m);
	else
		over(t, i, n, m);
}

/* The channels of two pixels times their alphas; 255 times those for alpha itself. */
static __m128i weighed(__m128i pixels)
{
	const __m128i zero = _mm_setzero_si128(), opaque = _mm_set1_epi32((int)(OPAQUE << 24));
	__m128i alphas = _mm_unpacklo_epi8(pixels, zero);

	alphas = _mm_shufflehi_epi16(_mm_shufflelo_epi16(alphas, 0xff), 0xff);
	return _mm_mullo_epi16(_mm_unpacklo_epi8(_mm_or_si128(pixels, opaque), zero), alphas);
}

/* Four channels in 32 bits each: total, and those of two pixels times their weights. */
static __m128i add_weighed(__m128i total, __m128i channels, __m128i weights)
{
	__m128i low = _mm_mullo_epi16(channels, weights);
	__m128i high = _mm_mulhi_epu16(channels, weights);

	return _mm_add_epi32(
		total, _mm_add_epi32(_mm_unpacklo_epi16(low, high), _mm_unpackhi_epi16(low, high)));
}

/* Two totals become sums. What is packed is signed: numbers are moved down by half, and up
 * again. */
static __m128i rounded(__m128i first, __m128i second)
{
	const __m128i half = _mm_set1_epi32(WHOLE / 2), down = _mm_set1_epi32(0x8000);

	first = _mm_srli_epi32(_mm_add_epi32(first, half), WHOLE_BITS);
	second = _mm_srli_epi32(_mm_add_epi32(second, half), WHOLE_BITS);
	return _mm_xor_si128(
		_mm_packs_epi32(_mm_sub_epi32(first, down), _mm_sub_epi32(second, down)),
		_mm_set1_epi16((short)0x8000));
}

static uint32_t pixel_of(uint64_t sum)
{
	unsigned weighed_alpha = (unsigned)(sum >> 48), alpha = div255(weighed_alpha);
	uint32_t pixel = alpha << 24;

	for (int i = 0; i < 3 && alpha > 0; i++) {
		unsigned value = (uint16_t)(sum >> 16 * i);

		value = weighed_alpha == OPAQUE * OPAQUE
				? div255(value)
				: (value * OPAQUE + weighed_alpha / 2) / weighed_alpha;
		pixel |= MIN(value, OPAQUE) << 8 * i;
	}
	return pixel;
}

/* Two pixels from their sums. */
static void put_pixels(uint32_t *pixels, __m128i sums)
{
	const __m128i opaque = _mm_set1_epi16((short)(OPAQUE * OPAQUE));
	uint64_t each[2];

	/* Bytes 6, 7 and 14, 15 are the alphas'. */
	if ((_mm_movemask_epi8(_mm_cmpeq_epi16(sums, opaque)) & 0xc0c0) == 0xc0c0) {
		__m128i two = div255_lanes(sums);

		_mm_storel_epi64((void *)pixels, _mm_packus_epi16(two, two));
		return;
	}
	_mm_storeu_si128((void *)each, sums);
	pixels[0] = pixel_of(each[0]);
	pixels[1] = pixel_of(each[1]);
}

/* What the columns use of a row of the image, each pixel times its alpha. */
static void weigh(const struct scaler *s, const uint32_t *row)
{
	const struct column *last = &s->columns[s->width - 1];
	int at = s->columns[0].first, end = MIN(last->first + 2 * last->pairs, s->image->width);

	for (; at + 1 < end; at += 2)
		_mm_storeu_si128((void *)&s->weighed[at],
				 weighed(_mm_loadl_epi64((const void *)&row[at])));
	if (at < end) /* what follows it is 0 */
		_mm_storeu_si128((void *)&s->weighed[at], weighed(_mm_cvtsi32_si128((int)row[at])));
}

static __m128i total_of(const struct column *c, const struct sum *row)
{
	__m128i total = _mm_setzero_si128();

	row += c->first;
	for (int i = 0; i < c->pairs; i++)
		total = add_weighed(total, _mm_loadu_si128((const void *)&row[2 * i]),
				    c->weights[i]);
	return total;
}

/* A row of the image at the new width. */
static const struct sum *narrow(struct scaler *s, int row)
{
	struct sum *to = s->rows[row % 2];

	if (s->row_numbers[row % 2] == row)
		return to;
	s->row_numbers[row % 2] = row;
	weigh(s, s->image->pixels + (size_t)row * (size_t)s->image->width);
	for (int x = 0; x < s->width; x += 2)
		_mm_storeu_si128((void *)&to[x], rounded(total_of(&s->columns[x], s->weighed),
							 total_of(&s->columns[x + 1], s->weighed)));
	return to;
}

/* totals[i] + four channels of sums times weights, of two pixels. */
static void add_sums(__m128i totals[2], const struct sum *sums, __m128i weights)
{
	__m128i channels = _mm_loadu_si128((const void *)sums);
	__m128i low = _mm_mullo_epi16(channels, weights);
	__m128i high = _mm_mulhi_epu16(channels, weights);

	totals[0] = _mm_add_epi32(totals[0], _mm_unpacklo_epi16(low, high));
	totals[1] = _mm_add_epi32(totals[1], _mm_unpackhi_epi16(low, high));
}

/* Makes a row of the result from the one or two that t names. */
static void make_row_of_two(struct scaler *s, const struct tap *t)
{
	const struct sum *one = narrow(s, t->first), *other = narrow(s, t->first + t->count - 1);
	const __m128i part = _mm_set1_epi16((short)t->weights[0]);
	const __m128i rest = _mm_set1_epi16((short)(WHOLE - t->weights[0]));

	for (int x = 0; x < s->width; x += 2) {
		__m128i totals[2] = { _mm_setzero_si128(), _mm_setzero_si128() };

		add_sums(totals, one + x, part);
		add_sums(totals, other + x, rest);
		put_pixels(s->pixels + x, rounded(totals[0], totals[1]));
	}
}

/* The same from any number. totals has room for a row. */
static void make_row(struct scaler *s, const struct tap *t, __m128i *totals)
{
	if (t->count <= 2) {
		make_row_of_two(s, t);
		return;
	}
	memset(totals, 0, ((size_t)s->width + 1) / 2 * 2 * sizeof(*totals));
	for (int k = 0; k < t->count; k++) {
		const struct sum *row = narrow(s, t->first + k);

		for (int x = 0; x < s->width; x += 2)
			add_sums(totals + x, row + x, _mm_set1_epi16((short)t->weights[k]));
	}
	for (int x = 0; x < s->width; x += 2)
		put_pixels(s->pixels + x, rounded(totals[x], totals[x + 1]));
}

static void *part(uint8_t **memory, size_t size)
{
	void *begin = *memory;

	*memory += (size + 15) & ~(size_t)15;
	return begin;
}

/* Column x of a result n wide, from an image m wide. each has room for its weights and one more. */
static struct column column_of(int x, int n, int m, uint16_t *each, __m128i *weights)
{
	struct tap t = { .weights = each };

	find_taps(&t, x, n, m);
	each[t.count] = 0;
	for (int i = 0; i < t.count; i += 2)
		weights[i / 2] = _mm_unpacklo_epi64(_mm_set1_epi16((short)each[i]),
						    _mm_set1_epi16((short)each[i + 1]));
	return (struct column){ t.first, (t.count + 1) / 2, weights };
}

/* Hands the rows of part of the result on; the result has the size of whole. False: no memory. */
static bool scale(const struct gui_image *image, struct rect whole, struct rect shown,
		  void (*row)(void *arg, int y, const uint32_t *pixels, int n), void *arg)
{
	/* Pixels are made two at a time: there is room for one more. */
	size_t n = ((size_t)shown.w + 1) & ~(size_t)1, m = (size_t)image->width;
	size_t taps = MAX(taps_most(whole.w, image->width), taps_most(whole.h, image->height)) + 1;
	size_t pairs = taps_most(whole.w, image->width) / 2 + 1;
	uint8_t *memory = malloc(n * (sizeof(struct column) + (pairs + 1) * sizeof(__m128i) +
				      2 * sizeof(struct sum) + sizeof(uint32_t)) +
				 (m + 2) * sizeof(struct sum) + 2 * taps + 16 * 8);
	uint8_t *at = memory;

	if (!memory)
		return false;
	struct scaler s = { .image = image, .row_numbers = { -1, -1 }, .width = shown.w };
	s.columns = part(&at, n * sizeof(*s.columns));
	s.weighed = part(&at, (m + 2) * sizeof(struct sum));
	s.rows[0] = part(&at, n * sizeof(struct sum));
	s.rows[1] = part(&at, n * sizeof(struct sum));
	s.pixels = part(&at, n * sizeof(*s.pixels));
	__m128i *totals = part(&at, n * sizeof(*totals));
	__m128i *weights = part(&at, n * pairs * sizeof(*weights));
	struct tap vertical = { .weights = part(&at, 2 * taps) };
	for (size_t x = 0; x < n; x++)
		s.columns[x] = column_of(shown.x - whole.x + MIN((int)x, shown.w - 1), whole.w,
					 image->width, vertical.weights, weights + x * pairs);
	s.weighed[m] = (struct sum){ 0 };
	for (int y = shown.y; y < shown.y + shown.h; y++) {
		find_taps(&vertical, y - whole.y, whole.h, image->height);
		make_row(&s, &vertical, totals);
		row(arg, y, s.pixels, shown.w);
	}
	free(memory);
	return true;
}

struct target {
	struct gui_canvas *canvas;
	int x;
};

static void draw_row(void *arg, int y, const uint32_t *pixels, int n)
{
	struct target *to = arg;

	row_blend(pixel_at(to->canvas, to->x, y), pixels, n, OPAQUE);
}

/* Without memory for more: the pixel that is nearest. */
static void scale_plainly(struct gui_canvas *c, struct rect dest, struct rect shown,
			  const struct gui_image *image)
{
	for (int y = shown.y; y < shown.y + shown.h; y++) {
		long from_y = ((long)y - dest.y) * image->height / dest.h;

		for (int x = shown.x; x < shown.x + shown.w; x++) {
			long from_x = ((long)x - dest.x) * image->width / dest.w;

			row_blend(pixel_at(c, x, y), image->pixels + from_y * image->width + from_x,
				  1, OPAQUE);
		}
	}
}

void gui_scale(struct gui_canvas *c, struct rect dest, const struct gui_image *image)
{
	struct rect shown = rect_intersect(c->clip, dest);
	struct target to = { c, shown.x };

	if (rect_empty(shown) || image->width <= 0 || image->height <= 0)
		return;
	if (dest.w == image->width && dest.h == image->height)
		gui_blend(c, dest.x, dest.y, image, (struct rect){ 0, 0, dest.w, dest.h }, OPAQUE);
	else if (!scale(image, dest, shown, draw_row, &to))
		scale_plainly(c, dest, shown, image);
}

static void keep_row(void *arg, int y, const uint32_t *pixels, int n)
{
	struct gui_image *to = arg;

	memcpy(to->pixels + (size_t)y * (size_t)to->width, pixels, (size_t)n * sizeof(*pixels));
}

struct gui_image *gui_image_scaled(const struct gui_image *image, int width, int height)
{
	struct gui_image *scaled = gui_image_new(width, height);
	struct rect all = { 0, 0, width, height };

	if (!scaled)
		return NULL;
	if (image->width <= 0 || image->height <= 0 || !scale(image, all, all, keep_row, scaled)) {
		gui_image_free(scaled);
		errno = image->width <= 0 || image->height <= 0 ? EINVAL : ENOMEM;
		return NULL;
	}
	scaled->opaque = image->opaque;
	return scaled;
}
