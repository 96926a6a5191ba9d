/* SPDX-License-Identifier: MIT */
/* list.c - rows with an icon and a text, or tiles with a large icon above it. */
#include "rows.h"

#define ICON       18 /* design pixels */
#define TILE_ICON  40
#define TILE_IMAGE 56
#define TILE       112
#define TILE_HIGH  104
#define HEIGHT     160
#define WIDTH      200

struct list {
	struct rows rows;
	const struct gui_list_model *model;
	void *arg;
	bool tiles;
};

static struct gui_item item_of(const struct list *l, size_t row)
{
	struct gui_item item = { 0 };

	l->model->item(l->arg, row, &item);
	if (!item.text)
		item.text = "";
	return item;
}

static size_t list_count(const struct rows *r)
{
	const struct list *l = (const struct list *)r;

	return l->model ? l->model->count(l->arg) : 0;
}

static const char *list_name(void *rows, size_t row)
{
	return item_of(rows, row).text;
}

/* An image keeps its shape in the square that icons have. */
static void draw_sign(struct gui_canvas *c, struct rect box, const struct gui_item *item,
		      gui_colour ink)
{
	const struct gui_image *image = item->image;

	if (!image) {
		gui_draw_icon(c, box, item->icon, item->icon_colour ? item->icon_colour : ink);
		return;
	}
	long most = MAX(image->width, image->height);
	gui_scale(c,
		  kit_centred(box, (int)MAX(image->width * (long)box.w / most, 1),
			      (int)MAX(image->height * (long)box.h / most, 1)),
		  image);
}

static void draw_line(struct gui_canvas *c, struct rect r, const struct gui_item *item,
		      gui_colour ink, gui_colour dim)
{
	const struct gui_font *font = gui_theme_font(GUI_TEXT_BODY);
	int pad = gui_dp(gui_theme()->space), icon = gui_dp(ICON);
	size_t n = item->detail ? strlen(item->detail) : 0;

	r.x += pad;
	r.w -= 2 * pad;
	if (item->icon || item->image) {
		draw_sign(c, (struct rect){ r.x, r.y + (r.h - icon) / 2, icon, icon }, item, dim);
		r.x += icon + pad;
		r.w -= icon + pad;
	}
	if (n) {
		int width = MIN(gui_text_width(font, item->detail, n), r.w / 2);

		kit_text(c, font, (struct rect){ r.x + r.w - width, r.y, width, r.h }, item->detail,
			 n, GUI_ALIGN_END, dim);
		r.w -= width + pad;
	}
	kit_text(c, font, r, item->text, strlen(item->text), GUI_ALIGN_START, ink);
}

static void draw_tile(struct gui_canvas *c, struct rect r, const struct gui_item *item,
		      gui_colour ink, gui_colour dim)
{
	const struct gui_font *font = gui_theme_font(GUI_TEXT_BODY);
	int pad = gui_dp(gui_theme()->space), size = gui_dp(item->image ? TILE_IMAGE : TILE_ICON);
	int text_y = r.y + r.h - pad - font->line_height;
	struct rect top = { r.x, r.y + pad, r.w, text_y - r.y - pad };

	draw_sign(c, kit_centred(top, size, size), item, dim);
	kit_text(c, font, (struct rect){ r.x + pad / 2, text_y, r.w - pad, font->line_height },
		 item->text, strlen(item->text), GUI_ALIGN_CENTRE, ink);
}

static void list_draw(const struct rows *r, struct gui_canvas *c, struct rect where, size_t row,
		      gui_colour ink, gui_colour dim)
{
	const struct list *l = (const struct list *)r;
	struct gui_item item = item_of(l, row);

	if (l->tiles)
		draw_tile(c, where, &item, ink, dim);
	else
		draw_line(c, where, &item, ink, dim);
}

static void list_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	*wanted = (struct gui_size){ gui_dp(WIDTH), gui_dp(HEIGHT) };
}

static void list_arrange(struct gui_widget *w)
{
	struct list *l = (struct list *)w;

	l->rows.row_height = gui_dp(l->tiles ? TILE_HIGH : gui_theme()->row);
	l->rows.tile_width = l->tiles ? gui_dp(TILE) : 0;
	rows_arrange(w);
}

static const struct rows_ops list_rows = {
	.count = list_count,
	.name = list_name,
	.draw = list_draw,
};

const struct gui_widget_ops list_ops = {
	.name = "list",
	.size = sizeof(struct list),
	.measure = list_measure,
	.arrange = list_arrange,
	.draw = rows_draw,
	.event = rows_event,
	.destroy = rows_destroy,
};

struct gui_widget *gui_list(struct gui_widget *parent, const struct gui_list_model *model,
			    void *arg)
{
	struct list *l = (struct list *)gui_widget_new(parent, &list_ops);

	if (!l)
		return NULL;
	l->model = model;
	l->arg = arg;
	return rows_init(&l->rows, &list_rows) ? &l->rows.widget : NULL;
}

void gui_list_tiles(struct gui_widget *w, bool tiles)
{
	if (!w || w->ops != &list_ops)
		return;
	((struct list *)w)->tiles = tiles;
	gui_relayout(w);
}
