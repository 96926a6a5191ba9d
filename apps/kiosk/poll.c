/* SPDX-License-Identifier: MIT */
/*
 * poll.c - who is asked next, and what becomes of the answer.
 *
 * Locking: what is said to be under the lock; a url never changes; the rest of a source
 * belongs to the thread of the screen.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gui/gui.h>

#include "../httpsget/fetch.h"
#include "keep.h"
#include "poll.h"
#include "readings.h"

#define TIMEOUT_MS    10000 /* for each wait: connection, each part of an answer */
#define TOTAL_MS      (CONFIG_KIOSK_FETCH_SECONDS * 1000l)
#define REDIRECTS_MAX 5
#define RETRY_FIRST   2 /* seconds after the first failure; doubled by each further one */
#define RETRY_MAX     60
#define SAVE_AGAIN    600 /* seconds after which what has not changed is kept again */

struct job {
	struct source source;
	struct timespec due; /* under the lock; CLOCK_MONOTONIC */
	int refresh;         /* under the lock; seconds */
	bool wanted;         /* under the lock */
	int posted;          /* under the lock; answers on their way to the screen */
	bool busy;           /* under the lock: a thread asks, to whom belong: */
	unsigned failures;   /* in a row */
	time_t saved;        /* to the disk */
	uint64_t saved_sum;
};

/* What a thread heard, on its way to the screen. */
struct answer {
	struct job *job;
	char *data; /* NULL: nothing, and why says why */
	size_t len;
	time_t when;
	char why[320];
};

static struct job *jobs[POLL_SOURCES_MAX];
static unsigned job_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more;
static void (*on_change)(struct source *source);

void poll_begin(void)
{
	pthread_mutex_lock(&lock);
	for (unsigned i = 0; i < job_count; i++)
		jobs[i]->wanted = false;
	pthread_mutex_unlock(&lock);
	for (unsigned i = 0; i < job_count; i++)
		readings_forget(&jobs[i]->source);
}

void poll_each(void (*each)(const struct source *source, void *arg), void *arg)
{
	for (unsigned i = 0; i < job_count; i++) {
		if (jobs[i]->wanted)
			each(&jobs[i]->source, arg);
	}
}

static struct job *find_job(const char *url)
{
	for (unsigned i = 0; i < job_count; i++) {
		if (strcmp(jobs[i]->source.url, url) == 0)
			return jobs[i];
	}
	return NULL;
}

/* Where one more can be: behind the last, or instead of one that nobody wants any more, knows
 * or asks. POLL_SOURCES_MAX: nowhere. It stays free, because threads take only what is wanted. */
static unsigned free_place(void)
{
	unsigned i = job_count;

	if (job_count < POLL_SOURCES_MAX)
		return i;
	pthread_mutex_lock(&lock);
	for (i = 0; i < job_count; i++) {
		if (!jobs[i]->wanted && !jobs[i]->busy && !jobs[i]->posted)
			break;
	}
	pthread_mutex_unlock(&lock);
	return i;
}

static void put_at(unsigned place, struct job *job)
{
	struct job *old = NULL;

	pthread_mutex_lock(&lock);
	if (place < job_count)
		old = jobs[place];
	else
		job_count++;
	jobs[place] = job;
	pthread_mutex_unlock(&lock);
	if (old) {
		readings_forget(&old->source);
		free(old->source.url);
		free(old->source.data);
		free(old);
	}
}

static struct job *new_job(const char *url)
{
	unsigned place = free_place();
	struct job *job = place < POLL_SOURCES_MAX ? calloc(1, sizeof(*job)) : NULL;
	struct source *s = job ? &job->source : NULL;

	if (!job)
		return NULL;
	s->url = strdup(url);
	if (!s->url) {
		free(job);
		return NULL;
	}
	s->data = keep_load(url, &s->len, &s->when);
	s->kept = s->data != NULL;
	put_at(place, job);
	return job;
}

struct source *poll_add(const char *url, int refresh)
{
	struct job *job = find_job(url);

	if (!job)
		job = new_job(url);
	if (!job)
		return NULL;
	pthread_mutex_lock(&lock);
	if (!job->wanted || refresh < job->refresh) {
		job->refresh = refresh;
		job->wanted = true;
		pthread_cond_broadcast(&more);
	}
	pthread_mutex_unlock(&lock);
	return &job->source;
}

static void count_posted(struct job *job, int by)
{
	pthread_mutex_lock(&lock);
	job->posted += by;
	pthread_mutex_unlock(&lock);
}

/* In the thread of the screen. */
static void take_answer(void *arg)
{
	struct answer *a = arg;
	struct source *s = &a->job->source;

	if (a->data) {
		s->version += !s->data || s->len != a->len || memcmp(s->data, a->data, a->len) != 0;
		free(s->data);
		s->data = a->data;
		s->len = a->len;
		s->when = a->when;
		s->kept = s->failing = false;
	} else {
		if (!s->failing)
			s->since = a->when;
		s->failing = true;
		snprintf(s->error, sizeof(s->error), "%s", a->why);
	}
	on_change(s);
	count_posted(a->job, -1);
	free(a);
}

/* Asks once. True: a->data is the answer. */
static bool ask(const struct source *s, struct answer *a)
{
	static const struct request request = { .timeout_ms = TIMEOUT_MS,
						.total_ms = TOTAL_MS,
						.max_redirects = REDIRECTS_MAX };
	struct failure failure = { .text = "" };
	struct sink sink = { .max_size = POLL_BYTES_MAX };
	struct url *url = malloc(sizeof(*url));
	const char *wrong = url ? url_parse(url, s->url) : "out of memory";
	bool good = false;

	sink.out = wrong ? NULL : open_memstream(&a->data, &a->len);
	if (wrong || !sink.out)
		fail(&failure, STATUS_USAGE, "%s: %s", s->url, wrong ? wrong : "out of memory");
	else
		good = fetch(url, &request, &sink, &failure) == STATUS_OK;
	if (sink.out && fclose(sink.out) != 0)
		good = false;
	if (!good) {
		free(a->data);
		a->data = NULL;
		snprintf(a->why, sizeof(a->why), "%s", failure.text);
	}
	free(url);
	return good;
}

/* The job that is due first and nobody works at; with the lock. */
static struct job *next_job(void)
{
	struct job *first = NULL;

	for (unsigned i = 0; i < job_count; i++) {
		struct job *j = jobs[i];

		if (j->wanted && !j->busy && (!first || j->due.tv_sec < first->due.tv_sec))
			first = j;
	}
	return first;
}

/* Waits until a job is due, and takes it. */
static struct job *take_job(void)
{
	struct timespec now;
	struct job *job;

	pthread_mutex_lock(&lock);
	for (;;) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		job = next_job();
		if (job && job->due.tv_sec <= now.tv_sec)
			break;
		if (job)
			pthread_cond_timedwait(&more, &lock, &job->due);
		else
			pthread_cond_wait(&more, &lock);
	}
	job->busy = true;
	pthread_mutex_unlock(&lock);
	return job;
}

/* Seconds until a job that failed is tried again, at most. */
static int retry_delay(unsigned failures)
{
	return failures < 6 ? RETRY_FIRST << (failures - 1) : RETRY_MAX;
}

static void put_back(struct job *job, bool good)
{
	job->failures = good ? 0 : job->failures + 1;
	pthread_mutex_lock(&lock);
	int seconds = job->refresh;
	if (!good && retry_delay(job->failures) < seconds)
		seconds = retry_delay(job->failures);
	clock_gettime(CLOCK_MONOTONIC, &job->due);
	job->due.tv_sec += seconds;
	job->busy = false;
	pthread_cond_signal(&more);
	pthread_mutex_unlock(&lock);
}

/* A disk that holds flash memory is not worn out by a clock that is asked each second. */
static void save(struct job *job, const struct answer *a)
{
	uint64_t sum = keep_sum(a->data, a->len);

	if (sum == job->saved_sum && a->when - job->saved < SAVE_AGAIN)
		return;
	keep_save(job->source.url, a->data, a->len, a->when);
	job->saved = a->when;
	job->saved_sum = sum;
}

static void *asker(void *arg)
{
	(void)arg;
	for (;;) {
		struct job *job = take_job();
		struct answer *a = calloc(1, sizeof(*a));
		bool good = a && ask(&job->source, a);

		if (a) {
			a->job = job;
			a->when = time(NULL);
			if (good)
				save(job, a);
			count_posted(job, 1);
			if (gui_post(take_answer, a) < 0) {
				count_posted(job, -1);
				free(a->data);
				free(a);
			}
		}
		put_back(job, good);
	}
	return NULL;
}

int poll_start(void (*changed)(struct source *source))
{
	pthread_condattr_t attr;
	int started = 0;

	on_change = changed;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&more, &attr);
	for (int i = 0; i < POLL_THREADS; i++) {
		pthread_t thread;

		started += pthread_create(&thread, NULL, asker, NULL) == 0;
	}
	return started ? 0 : -1;
}
