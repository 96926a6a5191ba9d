/* SPDX-License-Identifier: MIT */
/* host_loop.c - the loop: time, frames, how it ends, and the screen's ways. */
#include <errno.h>
#include <string.h>

#include <core/compiler.h>
#include <test/test.h>
#include "host/machine.h"
#include "internal.h"
#include "probe.h"

static struct gui_widget *window;
static struct probe *p;

static void open_one(void)
{
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	window = gui_window("loop", 200, 100);
	p = probe_new(window, 10, 10);
	host_wait(50);
}

TEST(gui_open_says_why_there_is_no_screen)
{
	host_screen(0, 0);
	CHECK_EQ(gui_open(), -1);
	CHECK_EQ(errno, ENODEV);
	CHECK(strstr(gui_error(), "none") != NULL);
	CHECK(gui_window("no", 1, 1) == NULL && !gui_step(0));
	CHECK_EQ(gui_run(), 0);
	open_one();
	CHECK_EQ(gui_open(), -1);
	CHECK_EQ(errno, EBUSY);
	gui_close();
	gui_close();
	open_one();
	CHECK(p != NULL);
	gui_close();
	CHECK_EQ(probes_alive, 0);
}

TEST(gui_draws_only_what_changed_and_nothing_when_nothing_did)
{
	open_one();
	unsigned flushes = host_flushes();
	uint64_t frames = gui_frames(), pixels = gui_pixels_composed();
	host_wait(5000);
	CHECK_EQ(host_flushes(), flushes);
	CHECK_EQ(gui_frames(), frames);
	CHECK(gui_pixels_composed() == pixels);
	p->colour = 0xff00ff00;
	gui_redraw_area(&p->widget, (struct rect){ 10, 10, 20, 30 });
	host_wait(50);
	CHECK_EQ(gui_frames(), frames + 1);
	CHECK_EQ(gui_pixels_composed() - pixels, 600);
	CHECK_EQ(host_flushed_pixels() - pixels, 600);
	struct rect r = gui_to_screen(&p->widget, (struct rect){ 10, 10, 20, 30 });
	CHECK_EQ(host_pixel(r.x, r.y), 0x00ff00);
	CHECK_EQ(host_pixel(r.x - 1, r.y), 0x3070b0);
	CHECK_EQ(host_pixel(r.x + 19, r.y + 29), 0x00ff00);
	CHECK_EQ(host_pixel(r.x + 20, r.y + 29), 0x3070b0);
	gui_close();
}

TEST(gui_draws_the_first_frame_at_once)
{
	host_set_time(MSEC); /* since the machine was switched on */
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	CHECK(gui_next_deadline() <= gui_time());
	CHECK(gui_step(0));
	CHECK_EQ(gui_frames(), 1);
	gui_redraw_all();
	CHECK_EQ(gui_next_deadline(), MSEC + FRAME_NS);
	gui_close();
	host_set_time(NSEC);
}

static bool redraw(void *arg)
{
	gui_redraw(arg);
	return true;
}

TEST(gui_shows_at_most_sixty_frames_a_second)
{
	open_one();
	CHECK(gui_timer(1, redraw, &p->widget) != 0);
	uint64_t frames = gui_frames();
	host_wait(1000);
	CHECK(gui_frames() - frames >= 58 && gui_frames() - frames <= 61);
	gui_close();
}

TEST(gui_damage_is_at_most_sixteen_rectangles)
{
	struct rect bounds = { 0, 0, 1000, 1000 };
	struct gui_damage d = { 0 };

	for (int i = 0; i < 500; i++) {
		struct rect r = { (int)test_below(1100) - 50, (int)test_below(1100) - 50,
				  (int)test_below(60), (int)test_below(60) };
		bool covered = false;

		gui_damage_add(&d, r, bounds);
		NEED(d.count <= DAMAGE_MAX);
		r = rect_intersect(r, bounds);
		for (unsigned j = 0; j < d.count; j++) {
			CHECK(rect_covers(bounds, d.rects[j]));
			covered |= rect_covers(d.rects[j], r);
		}
		CHECK(covered || rect_empty(r));
	}
	CHECK(d.count > DAMAGE_MAX / 2);
}

static unsigned once_calls, again_calls, timer_to_stop;
static bool once(void *arg)
{
	(void)arg;
	once_calls++;
	return false;
}

static bool again(void *arg)
{
	(void)arg;
	if (++again_calls == 3)
		gui_timer_stop(timer_to_stop);
	return true;
}

TEST(gui_timers_call_once_or_again_until_stopped)
{
	open_one();
	gui_timer(30, once, NULL);
	timer_to_stop = gui_timer(20, again, NULL);
	host_wait(19);
	CHECK_EQ(once_calls + again_calls, 0);
	host_wait(1);
	CHECK_EQ(again_calls, 1);
	host_wait(10);
	CHECK_EQ(once_calls, 1);
	host_wait(1000);
	CHECK_EQ(once_calls, 1);
	CHECK_EQ(again_calls, 3);
	unsigned stopped = gui_timer(10, once, NULL);
	gui_timer_stop(stopped);
	gui_timer_stop(12345);
	host_wait(100);
	CHECK_EQ(once_calls, 1);
	gui_timer(10, once, NULL);
	gui_close();
}

static unsigned posts;
static void note_post(void *arg)
{
	(void)arg;
	posts++;
}

static void close_screen(void *arg)
{
	(void)arg;
	gui_close();
}

static bool close_in_timer(void *arg)
{
	gui_close();
	return arg != NULL;
}

static void close_in_event(struct probe *probe, const struct gui_event *e)
{
	(void)probe;
	if (e->type == GUI_POINTER_DOWN)
		gui_close();
}

TEST(gui_may_be_closed_from_any_callback)
{
	open_one();
	gui_post(close_screen, NULL);
	gui_post(note_post, NULL);
	CHECK_EQ(gui_run(), 0);
	CHECK_EQ(posts, 0);
	open_one();
	gui_timer(10, close_in_timer, &window);
	host_wait(100);
	CHECK(!gui_core.open);
	open_one();
	p->on_event = close_in_event;
	host_click(probe_x(p), probe_y(p));
	CHECK(!gui_core.open);
	CHECK_EQ(probes_alive, 0);
}

static void quit_later(void *arg)
{
	gui_quit((int)(size_t)arg);
}

TEST(gui_run_ends_with_the_status_of_quit)
{
	open_one();
	gui_post(quit_later, (void *)7);
	CHECK_EQ(gui_run(), 7);
	gui_post(quit_later, (void *)8);
	CHECK_EQ(gui_run(), 8);
	gui_free(window);
	CHECK_EQ(gui_run(), 0);
	gui_close();
}

/* What is still due when the last window has closed is not waited for. */
TEST(gui_time_goes_on_when_the_loop_has_ended)
{
	open_one();
	CHECK(gui_timer(10, redraw, NULL) != 0);
	gui_free(window);
	host_wait(100);
	CHECK(!gui_step(0));
	gui_close();
}

TEST(gui_clipboard_keeps_a_copy)
{
	char text[] = "words";

	open_one();
	CHECK_STR(gui_clipboard(), "");
	CHECK_EQ(gui_clipboard_set(text, 4), 0);
	text[0] = 'x';
	CHECK_STR(gui_clipboard(), "word");
	gui_close();
}

TEST(gui_follows_a_screen_that_changes_its_size)
{
	open_one();
	struct gui_widget *panel = gui_panel(GUI_TOP, 20);
	gui_window_set_state(window, GUI_MAXIMISED);
	host_wait(20);
	host_screen_resize(800, 600);
	host_wait(20);
	CHECK_EQ(gui_screen_size().w, 800);
	CHECK_EQ(panel->area.w, 800);
	CHECK_EQ(window->area.w, 800);
	CHECK(screen_is_right());
	host_screen_resize(320, 200);
	host_wait(20);
	CHECK_EQ(window->area.w, 320);
	CHECK(screen_is_right());
	gui_close();
}

TEST(gui_draws_everything_when_the_same_mode_is_set_again)
{
	open_one();
	uint64_t before = host_hash();
	host_screen_resize(640, 480);
	host_wait(20);
	CHECK_EQ(host_hash(), before);
	gui_close();
}

static bool free_it(struct gui_widget *w, const struct gui_event *e, void *arg)
{
	if (e->type == *(enum gui_event_type *)arg)
		gui_free(w);
	return false;
}

TEST(gui_windows_may_be_freed_by_who_hears_of_them)
{
	enum gui_event_type type = GUI_RESIZE;

	open_one();
	struct gui_widget *other = gui_window("other", 100, 100);
	host_wait(20);
	gui_window_set_state(window, GUI_MAXIMISED);
	gui_window_on_event(window, free_it, &type);
	gui_panel(GUI_TOP, 20); /* there is less room now */
	CHECK_EQ(gui_window_count(), 1);
	CHECK_EQ(probes_alive, 0);
	type = GUI_CLOSE;
	gui_window_on_event(other, free_it, &type);
	gui_window_close(other);
	CHECK_EQ(gui_window_count(), 0);
	gui_close();
}

static void close_when_repeated(struct probe *probe, const struct gui_event *e)
{
	(void)probe;
	if (e->type == GUI_KEY_DOWN && e->repeated)
		gui_close();
}

TEST(gui_key_that_closed_the_screen_is_not_typed_on_the_next_one)
{
	open_one();
	p->widget.focusable = true;
	p->on_event = close_when_repeated;
	gui_focus(&p->widget);
	host_key_down(4);
	host_wait(1000);
	CHECK_EQ(probes_alive, 0);
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	p = probe_new(gui_window("next", 200, 100), 10, 10);
	p->widget.focusable = true;
	gui_focus(&p->widget);
	host_wait(1000);
	CHECK_EQ(p->count[GUI_KEY_DOWN], 0);
	gui_close();
}

TEST(gui_scale_comes_from_the_size_of_the_screen)
{
	static const struct {
		int width, mm, scale;
	} screens[] = { { 1920, 0, 100 },   { 1920, 510, 100 }, { 1920, 290, 150 },
			{ 3840, 600, 150 }, { 3840, 340, 200 }, { 800, -5, 100 } };

	for (unsigned i = 0; i < ARRAY_SIZE(screens); i++) {
		host_screen(screens[i].width, 300);
		host_screen_mm(screens[i].mm);
		CHECK_EQ(gui_open(), 0);
		CHECK_EQ(gui_scale_percent(), screens[i].scale);
		gui_close();
	}
}

TEST(gui_idle_time_is_since_the_last_input)
{
	open_one();
	host_move(10, 10);
	host_wait(5000);
	CHECK(gui_idle_time() >= 5000 * MSEC && gui_idle_time() < 5100 * MSEC);
	host_key(4, 0);
	CHECK(gui_idle_time() < 100 * MSEC);
	gui_close();
}
