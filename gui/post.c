/* SPDX-License-Identifier: MIT */
/*
 * post.c - calls from other threads: a queue, and a descriptor that wakes the loop.
 *
 * Locking: the mutex covers everything here; calls run without it.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "internal.h"

struct post {
	struct post *next;
	void (*fn)(void *arg);
	void *arg;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* below: under lock */
static struct post *first, **last = &first;
static int wake_fd = -1;

int gui_post_open(void)
{
	pthread_mutex_lock(&lock);
	wake_fd = eventfd(0, EFD_NONBLOCK);
	pthread_mutex_unlock(&lock);
	return wake_fd < 0 ? -1 : 0;
}

int gui_post_fd(void)
{
	return wake_fd;
}

/* Under lock. */
static int enqueue(struct post *p)
{
	uint64_t one = 1;

	if (wake_fd < 0) {
		errno = EPIPE;
		return -1;
	}
	/* Full means that it is readable, which is all that is wanted. */
	if (write(wake_fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		return -1;
	*last = p;
	last = &p->next;
	return 0;
}

int gui_post(void (*fn)(void *arg), void *arg)
{
	struct post *p = malloc(sizeof(*p));

	if (!p)
		return -1;
	*p = (struct post){ NULL, fn, arg };
	pthread_mutex_lock(&lock);
	int result = enqueue(p);
	pthread_mutex_unlock(&lock);
	if (result < 0)
		free(p);
	return result;
}

/* Under lock. */
static struct post *take_all(void)
{
	uint64_t count;
	struct post *list = first;

	first = NULL;
	last = &first;
	if (wake_fd >= 0 && read(wake_fd, &count, sizeof(count)) < 0)
		count = 0; /* nothing was posted */
	return list;
}

/* Those that are posted meanwhile wait for the next round: they cannot starve the screen. */
void gui_post_run(void)
{
	pthread_mutex_lock(&lock);
	struct post *list = take_all();
	pthread_mutex_unlock(&lock);
	while (list) {
		struct post p = *list;

		free(list);
		list = p.next;
		if (!gui_core.open)
			continue; /* one of them has closed the screen */
		gui_enter();
		p.fn(p.arg);
		gui_leave();
	}
}

void gui_post_close(void)
{
	pthread_mutex_lock(&lock);
	struct post *list = take_all();
	if (wake_fd >= 0)
		close(wake_fd);
	wake_fd = -1;
	pthread_mutex_unlock(&lock);
	while (list) {
		struct post *next = list->next;

		free(list);
		list = next;
	}
}
