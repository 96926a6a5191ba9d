/* SPDX-License-Identifier: MIT */
/* settings.h - the pages of the program Settings that have a file of their own. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "desktop.h"

void settings_net_fill(struct gui_widget *page);
/** The page is about to go. */
void settings_net_closed(void);

#endif
