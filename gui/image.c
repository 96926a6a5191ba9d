/* SPDX-License-Identifier: MIT */
/*
 * image.c - pictures in memory and from files. stb_image decodes (third_party/stb), only PNG and
 * JPEG of it; sizes are read and judged before it reserves anything, and it is told the limits
 * too.
 *
 * Locking: none.
 */
#include <emmintrin.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gui/image.h>

#include "draw.h"

#define STBI_NO_STDIO
#include <stb_image.h>

/* What one allocation of the decoder may have: more than any part of a picture of the size that
 * was judged takes, and less than what a few bytes can be packed to stand for. */
static _Thread_local size_t decoder_limit;
/* It was refused some: what it then says is wrong may be anything. */
static _Thread_local bool decoder_starved;

/* For third_party/stb/stb_image.c. */
void *gui_image_malloc(size_t size);
void *gui_image_realloc(void *p, size_t size);
void gui_image_release(void *p);

static void *not_refused(void *p)
{
	decoder_starved |= !p;
	return p;
}

void *gui_image_malloc(size_t size)
{
	/* Cleared: the decoder looks into tables that a damaged file does not define. */
	return not_refused(size <= decoder_limit ? calloc(1, size) : NULL);
}

void *gui_image_realloc(void *p, size_t size)
{
	return not_refused(size <= decoder_limit ? realloc(p, size) : NULL);
}

void gui_image_release(void *p)
{
	free(p);
}

static struct gui_image *refuse(int err, const char *reason, const char **why)
{
	if (why)
		*why = reason;
	errno = err;
	return NULL;
}

static bool size_is_allowed(int width, int height)
{
	return width > 0 && height > 0 && width <= GUI_IMAGE_SIDE_MAX &&
	       height <= GUI_IMAGE_SIDE_MAX && (long)width * height <= GUI_IMAGE_AREA_MAX;
}

/* An image around pixels, which it takes; frees them when it cannot. */
static struct gui_image *image_around(uint32_t *pixels, int width, int height)
{
	struct gui_image *image = pixels ? malloc(sizeof(*image)) : NULL;

	if (!image) {
		free(pixels);
		errno = ENOMEM;
		return NULL;
	}
	*image = (struct gui_image){ width, height, pixels, false };
	return image;
}

struct gui_image *gui_image_new(int width, int height)
{
	if (!size_is_allowed(width, height))
		return refuse(EINVAL, NULL, NULL);
	return image_around(calloc((size_t)width * (size_t)height, sizeof(uint32_t)), width,
			    height);
}

void gui_image_free(struct gui_image *image)
{
	if (image)
		free(image->pixels);
	free(image);
}

/* Four pixels' bytes in the order red, green, blue, alpha become pixels. Gives the bytes. */
static __m128i take_four(uint32_t *pixels)
{
	const __m128i red_blue = _mm_set1_epi32(0xff00ff);
	__m128i bytes = _mm_loadu_si128((const void *)pixels);
	__m128i moved = _mm_and_si128(bytes, red_blue);

	moved = _mm_or_si128(_mm_slli_epi32(moved, 16), _mm_srli_epi32(moved, 16));
	_mm_storeu_si128((void *)pixels, _mm_or_si128(_mm_andnot_si128(red_blue, bytes), moved));
	return bytes;
}

/* The same for all of a picture; tells whether all are opaque. */
static bool take_bytes(uint32_t *pixels, size_t count)
{
	__m128i all = _mm_set1_epi32(-1);
	uint32_t last[4] = { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX };
	size_t rest = count % 4, i = 0;

	for (; i < count - rest; i += 4)
		all = _mm_and_si128(all, take_four(pixels + i));
	memcpy(last, pixels + i, rest * sizeof(*last));
	all = _mm_and_si128(all, take_four(last));
	memcpy(pixels + i, last, rest * sizeof(*last));
	all = _mm_cmpeq_epi32(_mm_srli_epi32(all, 24), _mm_set1_epi32((int)OPAQUE));
	return _mm_movemask_epi8(all) == 0xffff;
}

/* Rows have 8 bytes a pixel at most (16 bits a channel), a byte of filter each and, interlaced,
 * one more in each of seven passes; buffers grow by doubling. JPEG keeps 6 bytes a pixel of
 * blocks that reach beyond the edge by up to 31 pixels. */
static size_t limit_for(int width, int height, size_t len)
{
	size_t all = 2 * (8 * ((size_t)width + 64) * ((size_t)height + 64));

	return MAX(all, 2 * len) + (64 << 10);
}

static struct gui_image *decode(const void *bytes, size_t len, const char **why)
{
	int width, height, channels;

	if (!stbi_info_from_memory(bytes, (int)len, &width, &height, &channels))
		return refuse(EINVAL, "no picture in PNG or JPEG, or damaged at its beginning",
			      why);
	if (!size_is_allowed(width, height))
		return refuse(EFBIG, "over 8192 pixels wide or high, or over 16 million", why);
	decoder_limit = limit_for(width, height, len);
	decoder_starved = false;

	void *pixels = stbi_load_from_memory(bytes, (int)len, &width, &height, &channels, 4);
	if (!pixels)
		return decoder_starved
			       ? refuse(ENOMEM, "no memory for it, or packed too tightly", why)
			       : refuse(EINVAL, stbi_failure_reason(), why);
	struct gui_image *image = image_around(pixels, width, height);
	if (!image)
		return refuse(ENOMEM, "no memory for it", why);
	image->opaque = take_bytes(image->pixels, (size_t)width * (size_t)height);
	return image;
}

struct gui_image *gui_image_decode(const void *bytes, size_t len, const char **why)
{
	if (len > GUI_IMAGE_FILE_MAX)
		return refuse(EFBIG, "a file of over 64 MB", why);
	decoder_limit = 64 << 10; /* enough to read what the picture's size is */
	return decode(bytes, len, why);
}

/* All of a file of len bytes. NULL with errno. */
static void *read_all(int fd, size_t len)
{
	uint8_t *bytes = malloc(len + 1);
	size_t done = 0;

	while (bytes && done < len) {
		ssize_t got = read(fd, bytes + done, len - done);

		if (got <= 0) {
			int err = got < 0 ? errno : EINVAL; /* it has become shorter */

			free(bytes);
			errno = err;
			return NULL;
		}
		done += (size_t)got;
	}
	return bytes;
}

static struct gui_image *load(int fd, const char **why)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || (S_ISDIR(st.st_mode) && (errno = EISDIR)))
		return refuse(errno, strerror(errno), why);
	if (st.st_size > GUI_IMAGE_FILE_MAX)
		return refuse(EFBIG, "a file of over 64 MB", why);

	void *bytes = read_all(fd, (size_t)st.st_size);
	if (!bytes)
		return refuse(errno, strerror(errno), why);
	struct gui_image *image = gui_image_decode(bytes, (size_t)st.st_size, why);
	int err = errno;
	free(bytes);
	errno = err;
	return image;
}

struct gui_image *gui_image_load(const char *path, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return refuse(errno, strerror(errno), why);
	struct gui_image *image = load(fd, why);
	int err = errno;
	close(fd);
	errno = err;
	return image;
}
