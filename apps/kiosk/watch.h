/* SPDX-License-Identifier: MIT */
/* watch.h - a kiosk that stops painting starts again. */
#ifndef KIOSK_WATCH_H
#define KIOSK_WATCH_H

/** Opens /dev/watchdog, if there is one: it wants to be fed from now on. */
void watch_start(void);
/** A frame has been shown: feeds it. Something has to be drawn anew every few seconds. */
void watch_feed(void);
/** An orderly end. */
void watch_end(void);

#endif
