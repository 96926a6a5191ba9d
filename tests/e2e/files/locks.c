/* SPDX-License-Identifier: MIT */
/* locks.c - advisory locks, also waiting for one until another thread gives it up. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

#include "say.h"

static int a, b;
static int given_up;

static int lock(int fd, int cmd, short type, off_t start, off_t len)
{
	struct flock fl = { .l_type = type, .l_start = start, .l_len = len };

	return fcntl(fd, cmd, &fl);
}

static void *give_up_later(void *arg)
{
	usleep(50000);
	given_up = 1;
	if (arg)
		flock(a, LOCK_UN);
	else
		lock(a, F_OFD_SETLK, F_UNLCK, 0, 0);
	return NULL;
}

static void wait_for(void *which)
{
	pthread_t thread;

	given_up = 0;
	pthread_create(&thread, NULL, give_up_later, which);
	if (which)
		SAY(flock(b, LOCK_EX));
	else
		SAY(lock(b, F_OFD_SETLKW, F_WRLCK, 5, 1));
	printf("waited %d\n", given_up);
	pthread_join(thread, NULL);
}

void use_locks(void)
{
	struct flock fl = { .l_type = F_WRLCK, .l_start = 5, .l_len = 5 };

	a = OPEN(open("locked", O_RDWR | O_CREAT, 0600));
	b = OPEN(open("locked", O_RDWR));
	SAY(flock(a, LOCK_SH));
	SAY(flock(b, LOCK_SH | LOCK_NB));
	SAY(flock(b, LOCK_EX | LOCK_NB));
	SAY(flock(a, LOCK_EX | LOCK_NB));
	SAY(flock(b, LOCK_SH | LOCK_NB));
	SAY(flock(a, 77));
	wait_for(&a);
	SAY(lock(a, F_SETLK, F_WRLCK, 0, 0));
	SAY(lock(b, F_SETLK, F_WRLCK, 0, 0));
	SAY(lock(b, F_OFD_SETLK, F_RDLCK, 0, 1));
	SAY(lock(b, F_SETLK, F_UNLCK, 0, 0));
	SAY(lock(a, F_OFD_SETLK, F_WRLCK, 0, 10));
	SAY(lock(b, F_OFD_SETLK, F_RDLCK, 9, 1));
	SAY(lock(b, F_OFD_SETLK, F_RDLCK, 10, 0));
	SAY(lock(b, F_OFD_SETLK, 9, 10, 0));
	SAY(lock(b, F_OFD_SETLK, F_RDLCK, -5, 0));
	SAY(fcntl(b, F_OFD_GETLK, &fl));
	printf("%d %ld %ld %d\n", fl.l_type, (long)fl.l_start, (long)fl.l_len, fl.l_pid);
	wait_for(NULL);
}
