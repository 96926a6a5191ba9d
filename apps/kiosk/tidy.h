/* SPDX-License-Identifier: MIT */
/* tidy.h - what is kept on the disk is what the kiosk's text names. */
#ifndef KIOSK_TIDY_H
#define KIOSK_TIDY_H

#include "conf.h"

/** Removes what was kept of addresses that conf, which is shown now, does not name. */
void tidy(const struct conf *conf);

#endif
