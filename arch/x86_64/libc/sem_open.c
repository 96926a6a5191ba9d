/* SPDX-License-Identifier: MIT */
/*
 * sem_open.c - named semaphores, instead of musl's, which are files that are mapped by
 * several processes. Here there is one: a list of names is all that it takes, and no
 * filesystem. They last until sem_unlink(), as elsewhere, or until the machine stops.
 *
 * Source: POSIX.1-2017 sem_open(), sem_close(), sem_unlink(); musl src/thread/sem_open.c
 * for which names are right.
 * Locking: lock guards the list and the counts.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct named {
	sem_t sem; /* first: what the program has a pointer to */
	unsigned opened;
	bool unlinked; /* no name leads here any more */
	struct named *next;
	char name[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct named *all;

/* The name without its slashes. NULL and errno when it cannot be one. */
static const char *plain_name(const char *name)
{
	name += strspn(name, "/");
	if (*name == '\0' || strchr(name, '/') || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0) {
		errno = EINVAL;
		return NULL;
	}
	if (strlen(name) > NAME_MAX) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	return name;
}

/* The link to the semaphore of that name; it leads to NULL when there is none. */
static struct named **find(const char *name)
{
	struct named **at = &all;

	while (*at && ((*at)->unlinked || strcmp((*at)->name, name) != 0))
		at = &(*at)->next;
	return at;
}

static struct named *make(const char *name, unsigned value)
{
	struct named *n;

	if (value > SEM_VALUE_MAX) {
		errno = EINVAL;
		return NULL;
	}
	n = calloc(1, sizeof(*n) + strlen(name) + 1);
	if (!n)
		return NULL;
	sem_init(&n->sem, 0, value);
	strcpy(n->name, name);
	n->next = all;
	all = n;
	return n;
}

static struct named *open_or_make(const char *name, int flags, unsigned value)
{
	struct named *n = *find(name);

	if (n && (flags & O_CREAT) && (flags & O_EXCL)) {
		errno = EEXIST;
		return NULL;
	}
	if (n)
		return n;
	if (!(flags & O_CREAT)) {
		errno = ENOENT;
		return NULL;
	}
	return make(name, value);
}

/* With O_CREAT: mode_t mode, unsigned value. The one user may do everything. */
sem_t *sem_open(const char *name, int flags, ...)
{
	unsigned value = 0;
	va_list more;

	va_start(more, flags);
	if (flags & O_CREAT) {
		(void)va_arg(more, mode_t);
		value = va_arg(more, unsigned);
	}
	va_end(more);
	name = plain_name(name);
	if (!name)
		return SEM_FAILED;
	pthread_mutex_lock(&lock);
	struct named *n = open_or_make(name, flags, value);
	if (n)
		n->opened++;
	pthread_mutex_unlock(&lock);
	return n ? &n->sem : SEM_FAILED;
}

/* Frees the semaphore behind the link at when nobody can get at it any more. */
static void free_unused(struct named **at)
{
	struct named *n = *at;

	if (n->opened || !n->unlinked)
		return;
	*at = n->next;
	free(n);
}

int sem_close(sem_t *sem)
{
	struct named **at = &all;
	bool found;

	pthread_mutex_lock(&lock);
	while (*at && (&(*at)->sem != sem || !(*at)->opened))
		at = &(*at)->next;
	found = *at != NULL;
	if (found) {
		(*at)->opened--;
		free_unused(at);
	}
	pthread_mutex_unlock(&lock);
	if (!found)
		errno = EINVAL;
	return found ? 0 : -1;
}

int sem_unlink(const char *name)
{
	name = plain_name(name);
	if (!name)
		return -1;
	pthread_mutex_lock(&lock);
	struct named **at = find(name);
	bool found = *at != NULL;
	if (found) {
		(*at)->unlinked = true;
		free_unused(at);
	}
	pthread_mutex_unlock(&lock);
	if (!found)
		errno = ENOENT;
	return found ? 0 : -1;
}
