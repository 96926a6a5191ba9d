/* SPDX-License-Identifier: MIT */
/* term_fuzz.c - any bytes on a small screen: nothing outside it is drawn, the cursor
 * stays on it, and what the device shows is what the cells say. */
#include <stdlib.h>
#include <string.h>

#include <core/term.h>

#define ROWS 5u
#define COLS 11u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct term_cell device[ROWS * COLS];

static void draw(struct term *t, unsigned row, unsigned col, const struct term_cell *from,
		 unsigned n)
{
	if (row >= t->rows || n == 0 || n > t->cols || col > t->cols - n)
		abort();
	memcpy(device + row * COLS + col, from, n * sizeof(*from));
}

static void cursor(struct term *t, unsigned row, unsigned col, bool visible)
{
	(void)visible;
	if (row >= t->rows || col >= t->cols)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t bytes = ROWS * COLS * sizeof(struct term_cell);
	struct term t = { .rows = ROWS, .cols = COLS, .draw = draw, .cursor = cursor };

	t.cells = malloc(bytes); /* so that the sanitizer sees their ends */
	t.shown = malloc(bytes);
	if (!t.cells || !t.shown)
		abort();
	term_init(&t);
	term_write(&t, "", 0); /* the empty screen is to be drawn, too */
	for (size_t at = 0; at < size; at += 7)
		term_write(&t, (const char *)data + at, size - at < 7 ? size - at : 7);
	if (memcmp(device, t.cells, bytes) != 0)
		abort();
	for (unsigned i = 0; i < ROWS * COLS; i++) {
		if (t.cells[i].fg > 15 || t.cells[i].bg > 15)
			abort();
	}
	free(t.cells);
	free(t.shown);
	return 0;
}
