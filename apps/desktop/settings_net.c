/* SPDX-License-Identifier: MIT */
/*
 * settings_net.c - the page of the network: what it is now, and how to set it, by hand or by
 * DHCP. It is set by the shell's commands (setip, setmask, setgw, setdns, dhcp), which check
 * what was written and know how it is done; a thread runs them, since a lease takes its time, and
 * what they say on their standard error is shown.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../shell/shell.h"
#include "choices.h"
#include "settings.h"
#include "sysstat.h"
#include "worker.h"

#define LOOK_MS 1000

static struct {
	struct gui_widget *page; /* NULL: not open */
	struct gui_widget *state, *card, *address, *mask, *gateway, *dns, *apply, *dhcp, *result;
	unsigned timer;
} page;

static struct {
	bool busy;
	pthread_t thread;
	char script[512], said[256];
	int status;
	struct choices wanted; /* its addresses are kept when they work */
} task;

/* --- the task ----------------------------------------------------------------------------- */

static void run_script(int said)
{
	struct shell sh;

	if (shell_open(&sh, -1, said, said) < 0) {
		task.status = 1;
		return;
	}
	task.status = shell_run(&sh, task.script);
	shell_close(&sh);
}

static void show_now(bool fields);

static void tell(const char *text, bool danger)
{
	if (!page.page)
		return;
	gui_label_colour(page.result, danger ? gui_theme()->danger : 0);
	gui_set_text(page.result, text);
}

static void keep(const struct choices *c)
{
	struct choices next = choices;

	memcpy(next.address, c->address, sizeof(next.address));
	memcpy(next.mask, c->mask, sizeof(next.mask));
	memcpy(next.gateway, c->gateway, sizeof(next.gateway));
	memcpy(next.dns, c->dns, sizeof(next.dns));
	if (memcmp(&next, &choices, sizeof(next)) == 0)
		return;
	choices = next;
	choices_save();
}

static void task_over(void *arg)
{
	(void)arg;
	pthread_join(task.thread, NULL);
	task.busy = false;
	if (task.status)
		fprintf(stderr, "desktop: network: %s", task.said);
	else
		keep(&task.wanted);
	if (!page.page)
		return;
	gui_disable(page.apply, false);
	gui_disable(page.dhcp, false);
	tell(task.status ? task.said : "Done.", task.status != 0);
	show_now(true);
}

/* The pipe takes more than a few lines of errors: nobody has to read meanwhile. */
static void *run_task(void *arg)
{
	int ends[2];

	(void)arg;
	task.said[0] = '\0';
	task.status = 1;
	if (pipe(ends) == 0) {
		run_script(ends[1]);
		close(ends[1]);
		ssize_t n = read(ends[0], task.said, sizeof(task.said) - 1);
		task.said[n > 0 ? n : 0] = '\0';
		close(ends[0]);
	}
	gui_post(task_over, NULL);
	return NULL;
}

static void start(void)
{
	int error = worker_start(&task.thread, run_task, NULL);

	tell(error ? strerror(error) : "One moment\xe2\x80\xa6", error != 0);
	if (error)
		return;
	task.busy = true;
	if (page.page) {
		gui_disable(page.apply, true);
		gui_disable(page.dhcp, true);
	}
}

/* --- the page ----------------------------------------------------------------------------- */

/* What people write goes into a command: only what addresses are made of. */
static bool is_plain(const char *text)
{
	return text[strspn(text, "0123456789. ")] == '\0';
}

static int add(int len, const char *command, const char *words)
{
	size_t room = sizeof(task.script) - (size_t)len;

	if (!words[strspn(words, " ")])
		return len;
	int n = snprintf(task.script + len, room, "%s%s %s", len ? " && " : "", command, words);
	return len + (n > 0 && (size_t)n < room ? n : 0);
}

/* False: what was written is no addresses. */
static bool set_to(const struct choices *c)
{
	if (!is_plain(c->address) || !is_plain(c->mask) || !is_plain(c->gateway) ||
	    !is_plain(c->dns))
		return false;
	task.wanted = *c;
	int len = add(add(0, "setip", c->address), "setmask", c->mask);
	len = add(add(len, "setgw", c->gateway), "setdns", c->dns);
	if (len)
		start();
	return true;
}

static void take(struct gui_widget *field, char *text, size_t size, bool *fits)
{
	*fits &= (size_t)snprintf(text, size, "%s", gui_text(field)) < size;
}

static void apply(struct gui_widget *w, void *arg)
{
	struct choices c = { 0 };
	bool fits = true;

	(void)w;
	(void)arg;
	if (task.busy)
		return;
	take(page.address, c.address, sizeof(c.address), &fits);
	take(page.mask, c.mask, sizeof(c.mask), &fits);
	take(page.gateway, c.gateway, sizeof(c.gateway), &fits);
	take(page.dns, c.dns, sizeof(c.dns), &fits);
	if (!fits || !set_to(&c))
		tell("Addresses are written as 192.168.1.20.", true);
}

static void start_dhcp(void)
{
	task.wanted = (struct choices){ .address = "dhcp" };
	snprintf(task.script, sizeof(task.script), "dhcp");
	start();
}

static void ask_dhcp(struct gui_widget *w, void *arg)
{
	(void)w;
	(void)arg;
	if (!task.busy)
		start_dhcp();
}

void settings_net_begin(void)
{
	if (strcmp(choices.address, "dhcp") == 0)
		start_dhcp();
	else
		set_to(&choices);
}

static void show_now(bool fields)
{
	struct sysnet n;

	sysnet_read(&n);
	if (!n.name[0])
		gui_set_text(page.state, "There is no network card.");
	else
		gui_printf(page.state, "%s",
			   !n.up          ? "Not connected"
			   : n.address[0] ? "Connected"
					  : "No address yet");
	gui_printf(page.card, "%s%s%s", n.name, n.hardware[0] ? ", " : "", n.hardware);
	if (!fields)
		return;
	gui_set_text(page.address, n.address);
	gui_set_text(page.mask, n.mask);
	gui_set_text(page.gateway, n.gateway);
	gui_set_text(page.dns, n.dns);
}

static bool look(void *arg)
{
	(void)arg;
	show_now(false);
	return true;
}

static struct gui_widget *field(struct gui_widget *grid, const char *name, const char *hint)
{
	gui_label(grid, name);
	return gui_grow(gui_text_box_hint(gui_text_box(grid, "", apply, NULL), hint), 1);
}

void settings_net_fill(struct gui_widget *w)
{
	struct gui_widget *grid = gui_grid(w, 2), *row;

	page.page = w;
	gui_label(grid, "State");
	page.state = gui_label(grid, "");
	gui_label(grid, "Card");
	page.card = gui_label_dim(gui_label(grid, ""), true);
	page.address = field(grid, "Address", "192.168.1.20");
	page.mask = field(grid, "Mask", "255.255.255.0");
	page.gateway = field(grid, "Gateway", "192.168.1.1");
	page.dns = field(grid, "Name servers", "192.168.1.1 9.9.9.9");
	page.result = gui_label_wrap(gui_label(w, ""), true);
	gui_spacer(w);
	row = gui_row(w);
	gui_spacer(row);
	page.dhcp = gui_button(row, "Ask by DHCP", ask_dhcp, NULL);
	page.apply = gui_button_kind(gui_button(row, "Apply", apply, NULL), GUI_BUTTON_PRIMARY);
	gui_disable(page.apply, task.busy);
	gui_disable(page.dhcp, task.busy);
	show_now(true);
	page.timer = gui_timer(LOOK_MS, look, NULL);
}

void settings_net_closed(void)
{
	gui_timer_stop(page.timer);
	page.page = NULL;
}
