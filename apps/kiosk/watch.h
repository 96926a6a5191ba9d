/* SPDX-License-Identifier: MIT */
/* watch.h - a kiosk that stops painting starts again. */
#ifndef KIOSK_WATCH_H
#define KIOSK_WATCH_H

/** From now on each frame that is shown feeds /dev/watchdog, if there is one.
 *  Something has to be drawn anew every few seconds. */
void watch_start(void);
/** An orderly end. */
void watch_end(void);

#endif
