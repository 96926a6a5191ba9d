/* SPDX-License-Identifier: MIT */
/* isn.h - initial sequence numbers; lwIP asks through arch/hooks.h. */
#ifndef NET_ISN_H
#define NET_ISN_H

/** Draws the secret. Once, before the first connection. */
void isn_init(void);

#endif
