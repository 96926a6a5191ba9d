/* SPDX-License-Identifier: MIT */
/* start.h - how long the kiosk took to show something. */
#ifndef KIOSK_START_H
#define KIOSK_START_H

/** A slide is on the screen: says on the console, once, how many cycles of the time stamp counter
 *  after the machine's start that was. Nothing on other systems. */
void start_done(void);

#endif
