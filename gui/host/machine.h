/* SPDX-License-Identifier: MIT */
/* machine.h - what the files of gui/host know of each other. */
#ifndef GUI_HOST_MACHINE_H
#define GUI_HOST_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

/* A program runs, with the environment's screen and in real time; else it is a test. */
bool host_is_live(void);
void host_set_time(uint64_t now);
/* Starts doing what the file SCREEN_INPUT says, if there is one; and ends it. */
void host_script_start(void);

#endif
