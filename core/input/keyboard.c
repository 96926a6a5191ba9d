/* SPDX-License-Identifier: MIT */
/*
 * keyboard.c - from keys to the bytes of a terminal, as xterm sends them.
 *
 *	character keys    the layout's character in UTF-8; Ctrl makes C0 controls of it,
 *	                  Alt puts an ESC in front
 *	dead keys         nothing, until the next key tells what becomes of the accent
 *	other keys        ESC [ A, ESC [ 3 ~; with modifiers ESC [ 1 ; m A, ESC [ 3 ; m ~,
 *	                  m being 1 + 1 Shift + 2 Alt + 4 Ctrl
 *
 * Source: USB HID Usage Tables 1.21, chapter 10; xterm's "Control Sequences".
 * Locking: keyboard_event() is called with interrupts off, by input.c.
 */
#include <core/console_in.h>
#include <core/input.h>
#include <core/keyboard.h>

enum {
	KEY_ENTER = 0x28,
	KEY_ESCAPE = 0x29,
	KEY_BACKSPACE = 0x2a,
	KEY_TAB = 0x2b,
	KEY_CAPS_LOCK = 0x39,
	KEY_NUM_LOCK = 0x53,
	KEY_PAD_ENTER = 0x58,
	KEY_PAD_1 = 0x59,
	KEY_PAD_DOT = 0x63,
	KEY_LEFT_CTRL = 0xe0,
	KEY_RIGHT_ALT = 0xe6,
	KEY_RIGHT_GUI = 0xe7,
};

/* Combining characters, which stand for dead keys in a layout. */
#define ACCENT_FIRST 0x300u
#define ACCENT_LAST  0x36fu

#define MOD_CTRL      0x11u
#define MOD_SHIFT     0x22u
#define MOD_LEFT_ALT  0x04u
#define MOD_RIGHT_ALT 0x40u
#define MOD_GUI       0x88u

/* Keys without a character: ESC [ number final, and F1 to F4: ESC O final. */
static const struct sequence {
	uint8_t usage, number;
	char final;
} sequences[] = {
	{ 0x3a, 1, 'P' },  { 0x3b, 1, 'Q' },  { 0x3c, 1, 'R' },  { 0x3d, 1, 'S' }, /* F1.. */
	{ 0x3e, 15, '~' }, { 0x3f, 17, '~' }, { 0x40, 18, '~' }, { 0x41, 19, '~' },
	{ 0x42, 20, '~' }, { 0x43, 21, '~' }, { 0x44, 23, '~' }, { 0x45, 24, '~' },
	{ 0x49, 2, '~' },  { 0x4a, 1, 'H' },  { 0x4b, 5, '~' }, /* Insert, Home, Page Up */
	{ 0x4c, 3, '~' },  { 0x4d, 1, 'F' },  { 0x4e, 6, '~' }, /* Delete, End, Page Down */
	{ 0x4f, 1, 'C' },  { 0x50, 1, 'D' },  { 0x51, 1, 'B' },  { 0x52, 1, 'A' }, /* arrows */
};

/* The keys of the pad without Num Lock, from KEY_PAD_1 on; 0: none. */
static const uint8_t pad_without_lock[] = { 0x4d, 0x51, 0x4e, 0x50, 0,   0x4f,
					    0x4a, 0x52, 0x4b, 0x49, 0x4c };

static bool alt_is_down(const struct keyboard *k)
{
	return k->modifiers & (k->map->altgr ? MOD_LEFT_ALT : MOD_LEFT_ALT | MOD_RIGHT_ALT);
}

static size_t put_number(char *out, unsigned n)
{
	size_t len = 0;

	if (n >= 10)
		out[len++] = (char)('0' + n / 10);
	out[len++] = (char)('0' + n % 10);
	return len;
}

static size_t put_sequence(const struct keyboard *k, const struct sequence *s, char *out)
{
	unsigned mods = (k->modifiers & MOD_SHIFT ? 1 : 0) + (alt_is_down(k) ? 2 : 0) +
			(k->modifiers & MOD_CTRL ? 4 : 0);
	bool function = s->final >= 'P' && s->final <= 'S';
	size_t len = 0;

	out[len++] = '\033';
	out[len++] = function && !mods ? 'O' : '[';
	if (s->number != 1 || mods)
		len += put_number(out + len, s->number);
	if (mods) {
		out[len++] = ';';
		len += put_number(out + len, mods + 1);
	}
	out[len++] = s->final;
	return len;
}

static size_t put_utf8(char *out, uint16_t code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | code >> 12);
	out[1] = (char)(0x80 | (code >> 6 & 0x3f));
	out[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

static bool is_letter(const uint16_t *row)
{
	uint16_t c = row[LEVEL_PLAIN];

	return ((c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe)) && row[LEVEL_SHIFT] == c - 0x20;
}

static uint16_t character(const struct keyboard *k, uint16_t usage)
{
	if (usage < KEYMAP_FIRST || usage >= KEYMAP_FIRST + KEYMAP_ROWS)
		return 0;
	const uint16_t *row = k->map->keys[usage - KEYMAP_FIRST];
	bool shift = k->modifiers & MOD_SHIFT;

	if (k->map->altgr && (k->modifiers & MOD_RIGHT_ALT))
		return row[shift ? LEVEL_SHIFT_ALTGR : LEVEL_ALTGR];
	if ((k->leds & INPUT_LED_CAPS) && is_letter(row))
		shift = !shift;
	return row[shift ? LEVEL_SHIFT : LEVEL_PLAIN];
}

static unsigned lock_of(uint16_t usage)
{
	if (usage == KEY_CAPS_LOCK)
		return INPUT_LED_CAPS;
	return usage == KEY_NUM_LOCK ? INPUT_LED_NUM : 0;
}

/* --- dead keys ---------------------------------------------------------------------------- */

static bool is_accent(uint16_t c)
{
	return c >= ACCENT_FIRST && c <= ACCENT_LAST;
}

static uint16_t composed(const struct keymap *map, uint16_t accent, uint16_t letter)
{
	for (unsigned i = 0; i < map->compositions_count; i++) {
		const struct keymap_composition *c = &map->compositions[i];

		if (c->accent == accent && c->letter == letter)
			return c->composed;
	}
	return 0;
}

/* What c makes of an accent that waits. The characters in out, at most KEY_TEXT_MAX. */
static unsigned compose(struct keyboard *k, uint16_t c, uint16_t *out)
{
	uint16_t accent = k->accent;
	uint16_t alone = composed(k->map, accent, ' ');

	k->accent = is_accent(c) && c != accent ? c : 0;
	if (is_accent(c)) {
		out[0] = alone;
		return accent != 0;
	}
	out[0] = accent ? composed(k->map, accent, c) : c;
	if (out[0])
		return 1;
	out[0] = alone;
	out[1] = c;
	return 2;
}

/* The characters of a key that goes down. Shortcuts are keys: no accent waits for them. */
static unsigned characters(struct keyboard *k, uint16_t usage, uint16_t *out)
{
	uint16_t c = character(k, usage);

	if (c && !(k->modifiers & MOD_CTRL) && !alt_is_down(k))
		return compose(k, c, out);
	if (!lock_of(usage))
		k->accent = 0;
	out[0] = is_accent(c) ? composed(k->map, c, ' ') : c;
	return c != 0;
}

/* --- keys --------------------------------------------------------------------------------- */

static uint16_t with_ctrl(uint16_t c)
{
	if (c == ' ')
		return 0;
	if (c == '?')
		return 0x7f;
	if (c == '/')
		return 0x1f;
	return c >= '@' && c < 0x7f ? c & 0x1f : c;
}

static size_t put_character(const struct keyboard *k, uint16_t c, char *out)
{
	size_t len = 0;

	if (alt_is_down(k))
		out[len++] = '\033';
	if (k->modifiers & MOD_CTRL)
		c = with_ctrl(c);
	return len + put_utf8(out + len, c);
}

static size_t put_fixed(const struct keyboard *k, uint16_t usage, char *out)
{
	static const struct sequence back_tab = { KEY_TAB, 1, 'Z' };
	struct keyboard plain = *k;

	switch (usage) {
	case KEY_ENTER:
	case KEY_PAD_ENTER:
		return put_character(k, '\r', out);
	case KEY_ESCAPE:
		return put_character(k, '\033', out);
	case KEY_BACKSPACE:
		return put_character(k, 0x7f, out);
	case KEY_TAB:
		plain.modifiers = 0;
		if (k->modifiers & MOD_SHIFT)
			return put_sequence(&plain, &back_tab, out);
		return put_character(k, '\t', out);
	default:
		return 0;
	}
}

/* The key that usage is now: the pad has other ones without Num Lock. */
static uint16_t key_of(const struct keyboard *k, uint16_t usage)
{
	if (usage < KEY_PAD_1 || usage > KEY_PAD_DOT || (k->leds & INPUT_LED_NUM))
		return usage;
	return pad_without_lock[usage - KEY_PAD_1];
}

static size_t put_keys(const struct keyboard *k, uint16_t usage, char *out)
{
	size_t len = put_fixed(k, usage, out);

	for (unsigned i = 0; !len && i < ARRAY_SIZE(sequences); i++) {
		if (sequences[i].usage == usage)
			len = put_sequence(k, &sequences[i], out);
	}
	return len;
}

static size_t press(struct keyboard *k, uint16_t usage, char *out)
{
	uint16_t key = key_of(k, usage), text[KEY_TEXT_MAX];
	unsigned count = characters(k, key, text);
	size_t len = put_keys(k, key, out);

	if (len)
		return len;
	for (unsigned i = 0; i < count; i++)
		len += put_character(k, text[i], out + len);
	return len;
}

/* True when a key went down, so that it means something. */
static bool follow(struct keyboard *k, uint16_t usage, bool down)
{
	if (usage > 0xff)
		return false;
	uint32_t bit = 1u << usage % 32, *held = &k->held[usage / 32];
	bool again = down && (*held & bit);

	*held = down ? *held | bit : *held & ~bit;
	if (usage >= KEY_LEFT_CTRL && usage <= KEY_RIGHT_GUI) {
		uint8_t mod = (uint8_t)(1u << (usage - KEY_LEFT_CTRL));

		k->modifiers = down ? k->modifiers | mod : k->modifiers & (uint8_t)~mod;
		return false;
	}
	if (down && !again)
		k->leds ^= lock_of(usage);
	return down;
}

size_t keyboard_translate(struct keyboard *k, uint16_t usage, bool down, char *out)
{
	return follow(k, usage, down) ? press(k, usage, out) : 0;
}

const struct keymap *keymap_configured(void)
{
	if (IS_ENABLED(CONFIG_KEYMAP_DE))
		return &keymap_de;
	return IS_ENABLED(CONFIG_KEYMAP_FR) ? &keymap_fr : &keymap_us;
}

void keyboard_start(struct keyboard *k)
{
	*k = (struct keyboard){
		.map = IS_ENABLED(CONFIG_KEYMAP_CHOICE) ? keymap_chosen() : keymap_configured(),
		.leds = input_leds_get(),
	};
}

static uint8_t modifiers_of(const struct keyboard *k)
{
	bool altgr = k->map->altgr && (k->modifiers & MOD_RIGHT_ALT);

	return (uint8_t)((k->modifiers & MOD_SHIFT ? KEYBOARD_SHIFT : 0) |
			 (k->modifiers & MOD_CTRL ? KEYBOARD_CTRL : 0) |
			 (alt_is_down(k) ? KEYBOARD_ALT : 0) | (altgr ? KEYBOARD_ALTGR : 0) |
			 (k->modifiers & MOD_GUI ? KEYBOARD_GUI : 0));
}

void keyboard_stroke(struct keyboard *k, uint16_t usage, bool down, struct key_stroke *s)
{
	unsigned leds = k->leds;
	bool pressed = follow(k, usage, down);

	*s = (struct key_stroke){ .usage = key_of(k, usage), .modifiers = modifiers_of(k) };
	if (k->leds != leds)
		input_leds_set(k->leds);
	uint16_t text[KEY_TEXT_MAX];
	s->count = pressed ? (uint8_t)characters(k, s->usage, text) : 0;
	for (unsigned i = 0; i < s->count; i++)
		s->text[i] = text[i];
}

static struct keyboard keyboard; /* the console's; without a map: at rest */

void keyboard_rest(void)
{
	keyboard.map = NULL;
}

void keyboard_event(uint16_t usage, bool down)
{
	char bytes[KEY_BYTES_MAX];

	if (!keyboard.map)
		keyboard_start(&keyboard);
	unsigned leds = keyboard.leds = input_leds_get();
	size_t n = keyboard_translate(&keyboard, usage, down, bytes);

	for (size_t i = 0; i < n; i++)
		console_input((uint8_t)bytes[i]);
	if (keyboard.leds != leds)
		input_leds_set(keyboard.leds);
}
