/* SPDX-License-Identifier: MIT */
/* display.h - the parts of this program. */
#ifndef DISPLAY_TEST_H
#define DISPLAY_TEST_H

struct display;

/** Draws so many frames of random rectangles; prints the checksum of what is to be seen:
 *  CRC-32 of red, green, blue of each pixel. */
void random_frames(struct display *d, unsigned count);
/** Shows so many frames of one colour each, in 16 rectangles. */
void plain_frames(struct display *d, unsigned count);
/** Prints events until Enter is released. */
void print_events(void);

#endif
