/* SPDX-License-Identifier: MIT */
/* test_keyboard.c - keys against what the terminal gets. */
#include <string.h>

#include <core/input.h>
#include <core/keyboard.h>
#include <test/test.h>

#define LEFT_CTRL  0xe0
#define LEFT_SHIFT 0xe1
#define LEFT_ALT   0xe2
#define RIGHT_ALT  0xe6
#define CAPS       0x39
#define NUM        0x53

static struct keyboard keyboard;
static char sent[64];
static size_t sent_len;

static void begin(const struct keymap *map)
{
	keyboard = (struct keyboard){ .map = map, .leds = INPUT_LED_NUM };
	sent_len = 0;
	sent[0] = '\0';
}

static void event(uint16_t usage, bool down)
{
	char bytes[KEY_BYTES_MAX];
	size_t n = keyboard_translate(&keyboard, usage, down, bytes);

	NEED(n <= KEY_BYTES_MAX && sent_len + n < sizeof(sent));
	memcpy(sent + sent_len, bytes, n);
	sent_len += n;
	sent[sent_len] = '\0';
}

static void tap(uint16_t usage)
{
	event(usage, true);
	event(usage, false);
}

/* What usage sends with the modifier (0: none) held down. */
static const char *with(uint16_t modifier, uint16_t usage)
{
	sent_len = 0;
	sent[0] = '\0';
	if (modifier)
		event(modifier, true);
	tap(usage);
	if (modifier)
		event(modifier, false);
	return sent;
}

/* Every printable key from Q to the pad, in the order of the usages. */
static void type_all(uint16_t modifier, const char *letters, const char *digits, const char *signs)
{
	static const uint8_t sign_keys[] = { 0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x31, 0x33,
					     0x34, 0x35, 0x36, 0x37, 0x38, 0x64 };
	char all[128] = "";

	for (uint16_t usage = 0x04; usage <= 0x1d; usage++)
		strcat(all, with(modifier, usage));
	CHECK_STR(all, letters);
	all[0] = '\0';
	for (uint16_t usage = 0x1e; usage <= 0x27; usage++)
		strcat(all, with(modifier, usage));
	CHECK_STR(all, digits);
	all[0] = '\0';
	for (unsigned i = 0; i < sizeof(sign_keys); i++)
		strcat(all, with(modifier, sign_keys[i]));
	CHECK_STR(all, signs);
}

TEST(keyboard_us_layout)
{
	begin(&keymap_us);
	type_all(0, "abcdefghijklmnopqrstuvwxyz", "1234567890", " -=[]\\;'`,./<");
	type_all(LEFT_SHIFT, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "!@#$%^&*()", " _+{}|:\"~<>?>");
}

TEST(keyboard_german_layout)
{
	begin(&keymap_de);
	type_all(0, "abcdefghijklmnopqrstuvwxzy", "1234567890", " ß´ü+#öä^,.-<");
	type_all(LEFT_SHIFT, "ABCDEFGHIJKLMNOPQRSTUVWXZY", "!\"§$%&/()=", " ?`Ü*'ÖÄ°;:_>");
	type_all(RIGHT_ALT, "æ“¢ð€đŋħ→ĸłµ”øþ@¶ſŧ↓„ſ«←»", "¹²³¼½¬{[]}", "\\¸¨~’˝^′·…–|");
}

TEST(keyboard_french_layout)
{
	begin(&keymap_fr);
	type_all(0, "qbcdefghijkl,noparstuvzxyw", "&é\"'(-è_çà", " )=^$*mù²;:!<");
	type_all(LEFT_SHIFT, "QBCDEFGHIJKL?NOPARSTUVZXYW", "1234567890", " °+¨£µM%~./§>");
	CHECK_STR(with(RIGHT_ALT, 0x27), "@");
	CHECK_STR(with(RIGHT_ALT, 0x08), "€");
}

/* What a dead key, perhaps with a modifier, and the key behind it send together. */
static const char *both(uint16_t modifier, uint16_t dead, uint16_t usage)
{
	CHECK_STR(with(modifier, dead), "");
	return with(0, usage);
}

TEST(keyboard_dead_keys_wait_for_their_letter)
{
	begin(&keymap_de);
	CHECK_STR(both(0, 0x2e, 0x08), "é");
	CHECK_STR(both(LEFT_SHIFT, 0x2e, 0x04), "à");
	CHECK_STR(both(0, 0x35, 0x12), "ô");
	CHECK_STR(both(RIGHT_ALT, 0x2f, 0x0c), "ï");
	CHECK_STR(both(0, 0x2e, 0x2c), "´");  /* a blank: the accent alone */
	CHECK_STR(both(0, 0x2e, 0x2e), "´");  /* and so does the same once more */
	CHECK_STR(both(0, 0x2e, 0x14), "´q"); /* they make nothing */
	CHECK_STR(both(0, 0x2e, 0x35), "´");  /* another accent: it waits now */
	CHECK_STR(with(0, 0x04), "â");
	CHECK_STR(both(0, 0x2e, 0x28), "\r"); /* a key without a character forgets it */
	CHECK_STR(with(0, 0x08), "e");
	/* Shift and Caps Lock belong to the letter. */
	with(0, 0x2e);
	CHECK_STR(with(LEFT_SHIFT, 0x08), "É");
	with(0, 0x2e);
	tap(CAPS);
	CHECK_STR(with(0, 0x08), "É");
	tap(CAPS);
	/* A shortcut is no letter. */
	with(0, 0x2e);
	CHECK_STR(with(LEFT_CTRL, 0x06), "\003");
	CHECK_STR(with(LEFT_ALT, 0x2e), "\033´");
	CHECK_STR(with(0, 0x08), "e");
	begin(&keymap_fr);
	CHECK_STR(both(0, 0x2f, 0x08), "ê");
	CHECK_STR(both(LEFT_SHIFT, 0x2f, 0x18), "ü");
}

TEST(keyboard_pad_follows_num_lock)
{
	char all[64] = "";

	begin(&keymap_us);
	for (uint16_t usage = 0x54; usage <= 0x63; usage++)
		strcat(all, with(0, usage));
	CHECK_STR(all, "/*-+\r1234567890.");
	tap(NUM);
	CHECK_STR(with(0, 0x5c), "\033[D"); /* 4: left */
	CHECK_STR(with(0, 0x5d), "");
	CHECK_STR(with(0, 0x63), "\033[3~");
	CHECK_STR(with(0, 0x57), "+");
	tap(NUM);
	CHECK_STR(with(0, 0x5c), "4");
	begin(&keymap_de);
	CHECK_STR(with(0, 0x63), ",");
}

TEST(keyboard_caps_lock_is_for_letters)
{
	begin(&keymap_de);
	tap(CAPS);
	CHECK_EQ(keyboard.leds, INPUT_LED_NUM | INPUT_LED_CAPS);
	CHECK_STR(with(0, 0x04), "A");
	CHECK_STR(with(LEFT_SHIFT, 0x04), "a");
	CHECK_STR(with(0, 0x33), "Ö");
	CHECK_STR(with(0, 0x1e), "1");
	CHECK_STR(with(0, 0x2d), "ß");
	event(CAPS, true);
	event(CAPS, true); /* held: it repeats, and switches once */
	event(CAPS, false);
	CHECK_EQ(keyboard.leds, INPUT_LED_NUM);
	CHECK_STR(with(0, 0x04), "a");
}

TEST(keyboard_ctrl_and_alt)
{
	begin(&keymap_us);
	CHECK_STR(with(LEFT_CTRL, 0x06), "\003");
	CHECK_STR(with(LEFT_CTRL, 0x2f), "\033");
	CHECK_STR(with(LEFT_CTRL, 0x38), "\037");
	CHECK_STR(with(LEFT_CTRL, 0x1e), "1");
	with(LEFT_CTRL, 0x2c);
	CHECK_EQ(sent_len, 1);
	CHECK_EQ(sent[0], 0);
	CHECK_STR(with(LEFT_ALT, 0x05), "\033b");
	CHECK_STR(with(RIGHT_ALT, 0x05), "\033b");
	event(LEFT_CTRL, true);
	CHECK_STR(with(LEFT_ALT, 0x05), "\033\002");
	event(LEFT_CTRL, false);
	/* Both Shift keys are down, one is let go. */
	event(0xe5, true);
	with(LEFT_SHIFT, 0x04);
	CHECK_STR(with(0, 0x04), "A");
	event(0xe5, false);
	CHECK_STR(with(0, 0x04), "a");
}

TEST(keyboard_keys_without_characters)
{
	static const struct {
		uint16_t modifier, usage;
		const char *bytes;
	} cases[] = {
		{ 0, 0x28, "\r" },
		{ 0, 0x29, "\033" },
		{ 0, 0x2a, "\177" },
		{ 0, 0x2b, "\t" },
		{ LEFT_SHIFT, 0x2b, "\033[Z" },
		{ LEFT_SHIFT, 0x28, "\r" },
		{ LEFT_ALT, 0x28, "\033\r" },
		{ 0, 0x52, "\033[A" },
		{ 0, 0x51, "\033[B" },
		{ 0, 0x4f, "\033[C" },
		{ 0, 0x50, "\033[D" },
		{ 0, 0x4a, "\033[H" },
		{ 0, 0x4d, "\033[F" },
		{ 0, 0x49, "\033[2~" },
		{ 0, 0x4c, "\033[3~" },
		{ 0, 0x4b, "\033[5~" },
		{ 0, 0x4e, "\033[6~" },
		{ LEFT_CTRL, 0x4f, "\033[1;5C" },
		{ LEFT_SHIFT, 0x4c, "\033[3;2~" },
		{ 0, 0x3a, "\033OP" },
		{ LEFT_ALT, 0x3a, "\033[1;3P" },
		{ 0, 0x3e, "\033[15~" },
		{ LEFT_CTRL, 0x45, "\033[24;5~" },
		{ 0, 0x65, "" },
		{ 0, 0x00, "" },
		{ 0, 0x1ff, "" },
	};

	begin(&keymap_us);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_STR(with(cases[i].modifier, cases[i].usage), cases[i].bytes);
	/* All modifiers at once: the longest sequence there is. */
	event(LEFT_CTRL, true);
	event(LEFT_SHIFT, true);
	CHECK_STR(with(LEFT_ALT, 0x45), "\033[24;8~");
}

TEST(keyboard_repeats_while_a_key_is_held)
{
	begin(&keymap_us);
	for (int i = 0; i < 5; i++)
		event(0x04, true);
	event(0x04, false);
	CHECK_STR(sent, "aaaaa");
}

static struct key_stroke stroke(uint16_t usage, bool down)
{
	struct key_stroke s;

	keyboard_stroke(&keyboard, usage, down, &s);
	return s;
}

static void expect(uint16_t usage, unsigned modifiers, uint32_t text)
{
	struct key_stroke s = stroke(usage, true);

	CHECK_EQ(s.usage, usage);
	CHECK_EQ(s.modifiers, modifiers);
	CHECK_EQ(s.count, text != 0);
	CHECK_EQ(s.text[0], text);
	s = stroke(usage, false);
	CHECK_EQ(s.usage, usage);
	CHECK_EQ(s.modifiers, modifiers);
	CHECK_EQ(s.count, 0);
}

TEST(keyboard_strokes_for_programs)
{
	begin(&keymap_de);
	expect(0x04, 0, 'a');
	expect(0x28, 0, 0); /* Enter is a key */
	expect(0x52, 0, 0);
	CHECK_EQ(stroke(LEFT_CTRL, true).modifiers, KEYBOARD_CTRL);
	expect(0x06, KEYBOARD_CTRL, 'c');
	CHECK_EQ(stroke(LEFT_SHIFT, true).modifiers, KEYBOARD_CTRL | KEYBOARD_SHIFT);
	expect(0x34, KEYBOARD_CTRL | KEYBOARD_SHIFT, 0xc4); /* Ä */
	CHECK_EQ(stroke(LEFT_CTRL, false).modifiers, KEYBOARD_SHIFT);
	stroke(LEFT_SHIFT, false);
	CHECK_EQ(stroke(RIGHT_ALT, true).modifiers, KEYBOARD_ALTGR);
	expect(0x08, KEYBOARD_ALTGR, 0x20ac);
	stroke(RIGHT_ALT, false);
	CHECK_EQ(stroke(0xe3, true).modifiers, KEYBOARD_GUI);
	CHECK_EQ(stroke(0xe3, false).modifiers, 0);
	begin(&keymap_us);
	CHECK_EQ(stroke(RIGHT_ALT, true).modifiers, KEYBOARD_ALT);
}

TEST(keyboard_strokes_follow_the_locks)
{
	begin(&keymap_us);
	expect(0x5c, 0, '4');
	stroke(NUM, true);
	CHECK_EQ(input_leds_get(), 0);
	CHECK_EQ(stroke(0x5c, true).usage, 0x50); /* left */
	CHECK_EQ(stroke(0x5c, false).usage, 0x50);
	CHECK_EQ(stroke(0x5d, true).usage, 0);
	stroke(NUM, false);
	stroke(CAPS, true);
	CHECK_EQ(input_leds_get(), INPUT_LED_CAPS);
	expect(0x04, 0, 'A');
	keyboard_start(&keyboard);
	CHECK_EQ(keyboard.leds, INPUT_LED_CAPS); /* the next one begins with what shines */
	input_leds_set(INPUT_LED_NUM);
}

TEST(keyboard_strokes_have_both_characters)
{
	begin(&keymap_de);
	expect(0x2e, 0, 0);
	expect(0x08, 0, 0xe9);
	expect(0x35, 0, 0);
	struct key_stroke s = stroke(0x14, true);
	CHECK_EQ(s.count, 2);
	CHECK_EQ(s.text[0], '^');
	CHECK_EQ(s.text[1], 'q');
}
