/* SPDX-License-Identifier: MIT */
/* gallery.h - the pages of the gallery. */
#ifndef GALLERY_H
#define GALLERY_H

#include <gui/gui.h>

/** Each fills a page of the tabs. */
void page_controls(struct gui_widget *page);
void page_content(struct gui_widget *page);
void page_editors(struct gui_widget *page);
void page_icons(struct gui_widget *page);

#endif
