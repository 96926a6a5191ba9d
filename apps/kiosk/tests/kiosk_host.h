/* SPDX-License-Identifier: MIT */
/* kiosk_host.h - a folder of pictures and a network for the kiosk's tests on the host. */
#ifndef KIOSK_TESTS_HOST_H
#define KIOSK_TESTS_HOST_H

#include <stdbool.h>
#include <stdint.h>

/** A new folder, which becomes the kiosk's; false: none. kiosk_folder_end() removes it. */
bool kiosk_folder(void);
void kiosk_folder_end(void);
/** The path of a file in it, in memory of its own, valid until the next call. */
const char *kiosk_path(const char *name);
/** A picture of w * h pixels: left half, right half, 0xRRGGBB. */
void kiosk_png(const char *name, int w, int h, uint32_t left, uint32_t right);
/** Another one of the same size in the same file, which nobody can tell from outside: who shows
 *  the new colours has read it again. */
void kiosk_png_unnoticed(const char *name, int w, int h, uint32_t left, uint32_t right);

/** What poll_add() tells of any address; NULL: no answer yet. */
void kiosk_answer(const char *text);

#endif
