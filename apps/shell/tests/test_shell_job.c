/* SPDX-License-Identifier: MIT */
/* test_shell_job.c - work in a thread of its own, done and given up. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include <test/test.h>

#include "../run.h"

static struct shell sh;
static sem_t begun, end, freed;

struct work {
	struct shell_job job;
	int result;
};

static void run(struct shell_job *job)
{
	sem_post(&begun);
	sem_wait(&end);
	((struct work *)job)->result = 5;
}

static void free_work(struct shell_job *job)
{
	free(job);
	sem_post(&freed);
}

static struct work *new_work(void)
{
	struct work *w = calloc(1, sizeof(*w));

	if (w)
		w->job = (struct shell_job){ .run = run, .free = free_work };
	sem_init(&begun, 0, 0);
	sem_init(&end, 0, 0);
	sem_init(&freed, 0, 0);
	return w;
}

TEST(shell_job_is_done_and_freed)
{
	struct work *w = new_work();

	NEED(w && shell_open(&sh, 0, 1, 2) == 0);
	sem_post(&end);
	CHECK_EQ(shell_do_job(&sh, &w->job), 0);
	CHECK_EQ(w->result, 5);
	shell_drop_job(&w->job);
	sem_wait(&freed);
	shell_close(&sh);
}

static void *interrupt_when_begun(void *arg)
{
	sem_wait(&begun);
	shell_interrupt(arg);
	return NULL;
}

TEST(shell_job_that_waits_is_left_to_itself)
{
	struct work *w = new_work();
	pthread_t thread;

	NEED(w && shell_open(&sh, 0, 1, 2) == 0);
	NEED(pthread_create(&thread, NULL, interrupt_when_begun, &sh) == 0);
	CHECK_EQ(shell_do_job(&sh, &w->job), -1);
	CHECK_EQ(errno, EINTR);
	shell_drop_job(&w->job);
	CHECK_EQ(sem_trywait(&freed), -1); /* it still waits */
	sem_post(&end);
	sem_wait(&freed);
	pthread_join(thread, NULL);
	shell_close(&sh);
}
