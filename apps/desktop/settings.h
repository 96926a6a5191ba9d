/* SPDX-License-Identifier: MIT */
/* settings.h - the pages of the program Settings that have a file of their own. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "desktop.h"

void settings_display_fill(struct gui_widget *page);
void settings_display_closed(void);

void settings_net_fill(struct gui_widget *page);
/** The page is about to go. */
void settings_net_closed(void);
/** Makes the network as the choices are, if they say anything of it. */
void settings_net_begin(void);

#endif
