/* SPDX-License-Identifier: MIT */
/*
 * host.h - a screen in memory, a keyboard and a pointer that a program moves: what the
 * toolkit runs on in tests and in "make host".
 *
 *	host_screen(800, 600);                 gui_open() will find this
 *	gui_open(); ...
 *	host_click(40, 30);                    and it has been handled
 *	CHECK_EQ(host_hash(), 0x1234);         what is on the screen
 *
 * Time stands still but for host_wait(), so that whatever a test does, it sees the same in
 * every run. Each of these returns when the toolkit has handled what happened and has drawn
 * the frame.
 */
#ifndef GUI_HOST_H
#define GUI_HOST_H

#include <stdbool.h>
#include <stdint.h>
#include <core/input.h>
#include <core/rect.h>

/** The next gui_open() finds a screen of this size; 0, 0: none. mm: its width, 0 unknown. */
void host_screen(int width, int height);
void host_screen_mm(int width_mm);
/** It began with the size that video= names. */
void host_screen_asked(void);
/** The display changes its mode while it is in use. */
void host_screen_resize(int width, int height);

/** Puts an event into the input's queue; false when it is full. Not handled yet. */
bool host_report(const struct input_event *event);
/** Handles what is queued, and time goes on by ms: timers run, frames are drawn. */
void host_wait(unsigned ms);

/** A key goes down and up; usage: of HID page 7, or GUI_KEY_*; with these modifiers. */
void host_key(unsigned usage, unsigned modifiers);
void host_key_down(unsigned usage);
void host_key_up(unsigned usage);
/** Types ASCII text on the American layout. */
void host_text(const char *text);
/** The pointer goes there (an absolute pointer). */
void host_move(int x, int y);
void host_button(int button, bool down);
/** Goes there and clicks; the second: twice, quickly. */
void host_click(int x, int y);
void host_double_click(int x, int y);
/** Goes to the first place, presses, goes to the second in a few steps, and lets go. */
void host_drag(int from_x, int from_y, int to_x, int to_y);
void host_wheel(int notches);

/** What was made visible so far: a pixel, 0x00RRGGBB; a hash of all of them. */
uint32_t host_pixel(int x, int y);
uint64_t host_hash(void);
uint64_t host_hash_area(struct rect r);
/** Writes it as a picture (PPM). 0, or -1 with errno. */
int host_dump(const char *file);
/** Pixels that flushes made visible so far, and how many flushes there were. */
uint64_t host_flushed_pixels(void);
unsigned host_flushes(void);

#endif
