/* SPDX-License-Identifier: MIT */
/* pit.h - the 8254's ports and rate. */
#ifndef ARCH_PIT_H
#define ARCH_PIT_H

#define PIT_CHANNEL0 0x40
#define PIT_CHANNEL2 0x42
#define PIT_CONTROL  0x43
#define PIT_HZ       1193182

#endif
