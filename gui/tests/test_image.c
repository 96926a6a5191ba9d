/* SPDX-License-Identifier: MIT */
/* test_image.c - pictures from files: the right ones, the damaged ones, the too large ones. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <gui/image.h>
#include <test/test.h>

/* Red and half of green above transparent and white; 2x2 pixels. */
static const char png_rgba[] =
	"89504e470d0a1a0a0000000d494844520000000200000002080600000072b60d24000000174944415478da63"
	"f8cfc0f01f081b1838393919fe0301003a9a07951384401a0000000049454e44ae426082";

/* 7x1: pixel i has 30 i + 1 of red, 20 i + 2 of green, 10 i + 3 of blue; all are opaque. */
static const char png_row[] =
	"89504e470d0a1a0a0000000d4948445200000007000000010806000000120bb4ce000000264944415478da63"
	"606462fe2f2fc6fbdf564bfc7fb49de2ffca20edffd3d34cff6fadb2ff0f008e620c101ccca6bf0000000049"
	"454e44ae426082";

/* The same, but that the last one's alpha is 254. */
static const char png_row_clear[] =
	"89504e470d0a1a0a0000000d4948445200000007000000010806000000120bb4ce000000264944415478da63"
	"606462fe2f2fc6fbdf564bfc7fb49de2ffca20edffd3d34cff6fadb2ff07008e610c0f7fd1977e0000000049"
	"454e44ae426082";

/* 9x7, 16 bits of grey and of alpha, interlaced. */
static const char png_interlaced[] =
	"89504e470d0a1a0a0000000d49484452000000090000000710040000015705433e000000444944415478da63"
	"6650f5ca9fb2f31e333388c10ce369f8164d678171301920e93d0fd9b4034a67ed274e901a0220839f70ea05"
	"57cc3df49cc730ac7ac1d157fcd453040099e4693872f10e580000000049454e44ae426082";

/* 16x16 pixels, red growing to the right, green downwards, blue 128; baseline. */
static const char jpeg_baseline[] =
	"ffd8ffe000104a46494600010100000100010000ffdb0043000d090a0b0a080d0b0a0b0e0e0d0f1320151312"
	"1213271c1e17202e2931302e292d2c333a4a3e333646372c2d405741464c4e525352323e5a615a50604a5152"
	"4fffdb0043010e0e0e131113261515264f352d354f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f"
	"4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4fffc000110800100010030122000211010311"
	"01ffc4001500010100000000000000000000000000000506ffc4001810000203000000000000000000000000"
	"000004052231ffc4001501010100000000000000000000000000000002ffc4001a1100020203000000000000"
	"00000000000000050304213161ffda000c03010002110311003f0098563b2a2eac76545d58eca8c2b1d952a7"
	"bdd0a98eb27fffd9";

/* The same, progressive. */
static const char jpeg_progressive[] =
	"ffd8ffe000104a46494600010100000100010000ffdb004300100b0c0e0c0a100e0d0e1211101318281a1816"
	"16183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c6567"
	"63ffdb0043011112121815182f1a1a2f63423842636363636363636363636363636363636363636363636363"
	"6363636363636363636363636363636363636363636363636363ffc200110800100010030122000211010311"
	"01ffc4001500010100000000000000000000000000000405ffc4001501010100000000000000000000000000"
	"000001ffda000c030100021003100000019e9526bfffc4001510010100000000000000000000000000000200"
	"ffda000801010001050222222222ffc400161100030000000000000000000000000000000304ffda00080103"
	"01013f019de7ffc400161100030000000000000000000000000000000203ffda0008010201013f016a9fffc4"
	"0014100100000000000000000000000000000020ffda0008010100063f021fffc40014100100000000000000"
	"000000000000000020ffda0008010100013f210abfffda000c0301000200030000001053ffc4001611000300"
	"00000000000000000000000000002131ffda0008010301013f10833fffc40014110100000000000000000000"
	"000000000000ffda0008010201013f107fffc40017100003010000000000000000000000000000213161ffda"
	"0008010100013f1082208c0823ffd9";

/* A single pixel, whose packed data are 400,000 bytes of zeros. */
static const char png_bomb[] =
	"89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000019a4944415478daed"
	"c13101000000c2a0f54f6d0a3fa0000000000000000000000000000000000000000000000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	"0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	"0000000000e06f1ada00018f5623d00000000049454e44ae426082";

/* The bytes that hexadecimal digits stand for. Gives how many. */
static size_t bytes_of(const char *hex, uint8_t *out)
{
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++) {
		unsigned byte;

		sscanf(hex + 2 * i, "%2x", &byte);
		out[i] = (uint8_t)byte;
	}
	return len;
}

static struct gui_image *decode(const char *hex, const char **why)
{
	uint8_t bytes[1024];

	return gui_image_decode(bytes, bytes_of(hex, bytes), why);
}

TEST(gui_image_png_has_its_colours_and_alpha)
{
	const char *why = "";
	struct gui_image *image = decode(png_rgba, &why);

	CHECK_STR(why, "");
	NEED(image);
	CHECK_EQ(image->width, 2);
	CHECK_EQ(image->height, 2);
	CHECK(!image->opaque);
	CHECK_EQ(image->pixels[0], 0xffff0000);
	CHECK_EQ(image->pixels[1], 0x8000ff00);
	CHECK_EQ(image->pixels[2], 0x00090909);
	CHECK_EQ(image->pixels[3], 0xffffffff);
	gui_image_free(image);
	image = decode(png_interlaced, NULL);
	NEED(image);
	CHECK_EQ(image->width, 9);
	CHECK_EQ(image->height, 7);
	gui_image_free(image);
}

static void check_ramp(const char *hex)
{
	struct gui_image *image = decode(hex, NULL);

	NEED(image);
	CHECK(image->opaque && image->width == 16 && image->height == 16);
	for (int i = 0; i < 256; i++) {
		int red = (int)(image->pixels[i] >> 16 & 0xff) - i % 16 * 16;
		int green = (int)(image->pixels[i] >> 8 & 0xff) - i / 16 * 16;

		NEED(red > -40 && red < 40 && green > -40 && green < 40);
	}
	gui_image_free(image);
}

TEST(gui_image_of_any_width_has_its_colours)
{
	struct gui_image *image = decode(png_row, NULL), *clear = decode(png_row_clear, NULL);

	NEED(image && clear);
	for (uint32_t i = 0; i < 7; i++)
		CHECK_EQ(image->pixels[i] & 0xffffff,
			 (30 * i + 1) << 16 | (20 * i + 2) << 8 | (10 * i + 3));
	CHECK(image->opaque);
	CHECK(!clear->opaque);
	CHECK_EQ(clear->pixels[6] >> 24, 254);
	gui_image_free(image);
	gui_image_free(clear);
}

TEST_NEEDS(gui_image_jpeg_is_near_what_was_packed, CONFIG_GUI_JPEG)
{
	check_ramp(jpeg_baseline);
	check_ramp(jpeg_progressive);
}

TEST(gui_image_that_is_damaged_is_refused_with_a_reason)
{
	static const char *const files[] = { png_rgba, png_interlaced, jpeg_baseline,
					     jpeg_progressive };
	uint8_t bytes[1024];

	for (size_t f = 0; f < ARRAY_SIZE(files); f++) {
		size_t len = bytes_of(files[f], bytes);

		for (size_t cut = 0; cut < len; cut++) {
			const char *why = NULL;
			struct gui_image *image = gui_image_decode(bytes, cut, &why);

			CHECK(image || (why && *why && !strchr(why, '\n') && errno == EINVAL));
			gui_image_free(image);
		}
		for (int round = 0; round < 500; round++) {
			uint8_t damaged[1024];

			memcpy(damaged, bytes, len);
			damaged[test_below((uint32_t)len)] ^= (uint8_t)(1 + test_below(255));
			gui_image_free(gui_image_decode(damaged, len, NULL));
		}
	}
	CHECK(!gui_image_decode("GIF89a", 6, NULL));
	CHECK_EQ(errno, EINVAL);
}

/* The header of a PNG with other sizes; nothing checks its sum. */
TEST(gui_image_that_is_too_large_is_refused_before_memory_is_taken)
{
	uint8_t bytes[1024];
	size_t len = bytes_of(png_rgba, bytes);
	const char *why = NULL;

	memcpy(bytes + 16, "\0\0\x20\0\0\0\x20\0", 8); /* 8192 x 8192 */
	CHECK(!gui_image_decode(bytes, len, &why));
	CHECK_EQ(errno, EFBIG);
	CHECK_STR(why, "over 8192 pixels wide or high, or over 16 million");
	memcpy(bytes + 16, "\0\0\x20\x01\0\0\0\x01", 8); /* 8193 x 1 */
	CHECK(!gui_image_decode(bytes, len, &why));
	CHECK(!gui_image_decode(bytes, (64L << 20) + 1, &why));
	CHECK_EQ(errno, EFBIG);
}

TEST(gui_image_packed_too_tightly_is_refused)
{
	const char *why = NULL;

	CHECK(!decode(png_bomb, &why));
	CHECK_EQ(errno, ENOMEM);
	CHECK_STR(why, "no memory for it, or packed too tightly");
}

TEST(gui_image_file_that_is_not_there_says_so)
{
	const char *why = NULL;

	CHECK(!gui_image_load("/no/such/picture.png", &why));
	CHECK_EQ(errno, ENOENT);
	CHECK_STR(why, strerror(ENOENT));
	CHECK(!gui_image_load("/", &why));
	CHECK_EQ(errno, EISDIR);
}
