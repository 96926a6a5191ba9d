/* SPDX-License-Identifier: MIT */
/* job.c - work that cannot be told of Ctrl-C; see command.h. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "command.h"

void shell_drop_job(struct shell_job *job)
{
	if (atomic_fetch_sub(&job->users, 1) > 1)
		return;
	close(job->done);
	job->free(job);
}

static void *run_job(void *arg)
{
	struct shell_job *job = arg;

	job->run(job);
	eventfd_write(job->done, 1);
	shell_drop_job(job);
	return NULL;
}

/* Where there are no threads it is done here, and Ctrl-C waits. */
int shell_do_job(struct shell *sh, struct shell_job *job)
{
	pthread_t thread;

	atomic_init(&job->users, 2);
	job->done = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	shell_flush(sh);
	if (job->done < 0 || pthread_create(&thread, NULL, run_job, job) != 0)
		run_job(job);
	else
		pthread_detach(thread);
	if (job->done < 0)
		return 0;
	return shell_wait(sh, job->done, POLLIN, -1) < 0 ? -1 : 0;
}
