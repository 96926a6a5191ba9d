/* SPDX-License-Identifier: MIT */
/* watch.c - descriptors of the program in the loop's poll(2), and the clipboard. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct watch {
	struct watch *next;
	int fd;
	short events;
	bool polled; /* for what it asks now, and not for what it or another on its fd asked before
		      */
	void (*fn)(int fd, short events, void *arg);
	void *arg;
};

static struct watch *watches;
static char *clipboard;

static struct watch *find(int fd)
{
	struct watch *w = watches;

	while (w && w->fd != fd)
		w = w->next;
	return w;
}

int gui_watch(int fd, short events, void (*fn)(int fd, short events, void *arg), void *arg)
{
	struct watch *w = find(fd);

	if (!w) {
		w = malloc(sizeof(*w));
		if (!w)
			return -1;
		w->next = watches;
		watches = w;
	}
	w->fd = fd;
	w->events = events;
	w->polled = false;
	w->fn = fn;
	w->arg = arg;
	return 0;
}

void gui_unwatch(int fd)
{
	struct watch **at = &watches;

	while (*at && (*at)->fd != fd)
		at = &(*at)->next;
	struct watch *w = *at;
	if (!w)
		return;
	*at = w->next;
	free(w);
}

unsigned gui_watch_count(void)
{
	unsigned n = 0;

	for (const struct watch *w = watches; w; w = w->next)
		n++;
	return n;
}

void gui_watch_fill(struct pollfd *p)
{
	for (struct watch *w = watches; w; w = w->next) {
		*p++ = (struct pollfd){ .fd = w->fd, .events = w->events };
		w->polled = true;
	}
}

/* The watch that poll() was asked about. */
static struct watch *find_polled(int fd)
{
	struct watch *w = find(fd);

	return w && w->polled ? w : NULL;
}

/* The list may change under each call, so every descriptor is looked up again: its number may
 * be that of another one by now. */
void gui_watch_run(const struct pollfd *p, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct watch *w = p[i].revents ? find_polled(p[i].fd) : NULL;

		if (!w)
			continue;
		gui_enter();
		w->fn(w->fd, p[i].revents, w->arg);
		gui_leave();
		if (p[i].revents & POLLNVAL && find_polled(p[i].fd))
			gui_unwatch(p[i].fd); /* it was closed: it would be ready for ever */
	}
}

void gui_watch_free(void)
{
	while (watches)
		gui_unwatch(watches->fd);
}

int gui_clipboard_set(const char *text, size_t len)
{
	char *copy = malloc(len + 1);

	if (!copy)
		return -1;
	memcpy(copy, text, len);
	copy[len] = '\0';
	free(clipboard);
	clipboard = copy;
	return 0;
}

const char *gui_clipboard(void)
{
	return clipboard ? clipboard : "";
}

void gui_clipboard_free(void)
{
	free(clipboard);
	clipboard = NULL;
}
