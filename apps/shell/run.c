/* SPDX-License-Identifier: MIT */
/*
 * run.c - runs what parse.c found. A step alone runs in the shell itself, so that "cd"
 * and variables stay; the steps of a pipe run on copies of it, all but the last one in
 * threads of their own.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parse.h"
#include "run.h"
#include "words.h"

/* --- one step ------------------------------------------------------------------------------- */

static int *descriptor(struct shell *sh, int number)
{
	return number == 0 ? &sh->in : number == 1 ? &sh->out : &sh->err;
}

static void lead(struct shell *sh, int number, int fd)
{
	if (number == 1)
		shell_set_out(sh, fd);
	else
		*descriptor(sh, number) = fd;
}

static int open_target(struct shell *sh, const struct shell_redirect *r)
{
	static const int flags[] = {
		[REDIRECT_READ] = O_RDONLY,
		[REDIRECT_WRITE] = O_WRONLY | O_CREAT | O_TRUNC,
		[REDIRECT_APPEND] = O_WRONLY | O_CREAT | O_APPEND,
	};
	char *path = shell_expand_one(sh, &r->target);
	int fd = path ? shell_open_file(sh, path, flags[r->kind]) : -1;

	if (fd < 0)
		shell_fail(sh, path ? path : "redirection");
	free(path);
	return fd;
}

/* The descriptors of a shell, and those that were opened for one step. */
struct redirected {
	int in, out, err;
	int *opened;
	size_t count;
};

static bool redirect(struct shell *sh, const struct shell_script *s, const struct shell_step *step,
		     struct redirected *old)
{
	*old = (struct redirected){ .in = sh->in, .out = sh->out, .err = sh->err };
	if (step->redirects == 0)
		return true;
	old->opened = malloc(step->redirects * sizeof(int));
	if (!old->opened)
		return shell_fail(sh, "redirection"), false;
	for (size_t i = 0; i < step->redirects; i++) {
		const struct shell_redirect *r = &s->redirects[step->redirect + i];
		if (r->kind == REDIRECT_COPY) {
			lead(sh, r->fd, *descriptor(sh, r->from));
			continue;
		}
		int fd = open_target(sh, r);
		if (fd < 0)
			return false;
		old->opened[old->count++] = fd;
		lead(sh, r->fd, fd);
	}
	return true;
}

/* A file's last error may come when it is closed. */
static void end_redirection(struct shell *sh, struct redirected *old)
{
	sh->in = old->in;
	shell_set_out(sh, old->out);
	sh->err = old->err;
	for (size_t i = 0; i < old->count; i++) {
		if (close(old->opened[i]) < 0)
			sh->status = shell_fail(sh, "redirection");
	}
	free(old->opened);
}

static int set_variables(struct shell *sh, const struct shell_word *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t name = shell_assignment(&words[i]);
		char *text = shell_expand_one(sh, &words[i]);
		if (!text)
			return shell_fail(sh, "variable");
		text[name] = '\0';
		int err = shell_set(sh, text, text + name + 1);
		free(text);
		if (err)
			return shell_fail(sh, "variable");
	}
	return 0;
}

static void run_words(struct shell *sh, const struct shell_word *words, size_t count)
{
	struct string_list list = { 0 };
	size_t set = 0;
	int err = 0;

	while (set < count && shell_assignment(&words[set]))
		set++;
	if (set == count) {
		sh->status = set_variables(sh, words, count);
		return;
	}
	if (set > 0) {
		shell_error(sh, "%.*s: a variable is set in a command of its own",
			    (int)words[0].len, words[0].text);
		sh->status = SHELL_USAGE;
		return;
	}
	for (size_t i = 0; i < count && !err; i++) {
		err = shell_expand(sh, &words[i], &list);
		if (err)
			sh->status = shell_error(sh, "%.*s: %s", (int)words[i].len, words[i].text,
						 strerror(errno));
	}
	if (!err && list.count)
		shell_run_command(sh, (int)list.count, list.strings);
	string_list_free(&list);
}

static int run_step(struct shell *sh, const struct shell_script *s, const struct shell_step *step)
{
	struct redirected old;

	if (redirect(sh, s, step, &old))
		run_words(sh, s->words + step->word, step->words);
	else
		sh->status = 1;
	end_redirection(sh, &old);
	return sh->status;
}

/* --- a pipe --------------------------------------------------------------------------------- */

struct stage {
	struct shell *sh;
	const struct shell_script *script;
	const struct shell_step *step;
	pthread_t thread;
	int in, out; /* ends of pipes that it closes; -1: none */
};

static void *run_stage(void *arg)
{
	struct stage *stage = arg;

	run_step(stage->sh, stage->script, stage->step);
	if (stage->in >= 0)
		close(stage->in);
	if (stage->out >= 0)
		close(stage->out);
	return NULL;
}

/* Starts the stage in a thread; what it would close is closed when it cannot be started. */
static bool start_stage(struct shell *sh, struct stage *stage)
{
	int error = stage->sh ? pthread_create(&stage->thread, NULL, run_stage, stage) : ENOMEM;

	if (!error)
		return true;
	errno = error;
	shell_fail(sh, "no thread for a pipe");
	shell_copy_free(stage->sh);
	close(stage->out);
	if (stage->in >= 0)
		close(stage->in);
	return false;
}

/* Starts all stages but the last. Returns how many; *in is where the last one reads. */
static size_t start_stages(struct shell *sh, struct stage *stages, size_t count, int *in)
{
	int ends[2];

	*in = -1;
	for (size_t i = 0; i + 1 < count; i++) {
		if (pipe2(ends, O_CLOEXEC) < 0) {
			shell_fail(sh, "no pipe");
			return i;
		}
		stages[i].in = *in;
		stages[i].out = ends[1];
		*in = ends[0];
		stages[i].sh = shell_copy(sh);
		if (stages[i].sh) {
			if (stages[i].in >= 0)
				stages[i].sh->in = stages[i].in;
			shell_set_out(stages[i].sh, ends[1]);
		}
		if (!start_stage(sh, &stages[i]))
			return i;
	}
	return count - 1;
}

static int run_last(struct shell *sh, struct stage *last, int in)
{
	int status = 1;

	last->sh = shell_copy(sh);
	if (last->sh) {
		last->sh->in = in;
		status = run_step(last->sh, last->script, last->step);
		shell_copy_free(last->sh);
	} else {
		shell_fail(sh, "no shell for a pipe");
	}
	return status;
}

static int run_pipe(struct shell *sh, const struct shell_script *s, const struct shell_pipeline *p)
{
	struct stage stages[STAGE_MAX];
	int in, status = 1;

	if (p->steps > STAGE_MAX)
		return shell_error(sh, "a pipe has up to %d commands", STAGE_MAX);
	for (size_t i = 0; i < p->steps; i++)
		stages[i] = (struct stage){ .script = s, .step = &s->steps[p->step + i] };
	shell_flush(sh);
	size_t started = start_stages(sh, stages, p->steps, &in);
	if (started == p->steps - 1)
		status = run_last(sh, &stages[started], in);
	if (in >= 0)
		close(in); /* those that still write are told so */
	for (size_t i = 0; i < started; i++) {
		pthread_join(stages[i].thread, NULL);
		shell_copy_free(stages[i].sh);
	}
	return status;
}

/* --- scripts -------------------------------------------------------------------------------- */

static void run_pipeline(struct shell *sh, const struct shell_script *s,
			 const struct shell_pipeline *p)
{
	if ((p->when == IF_TRUE && sh->status != 0) || (p->when == IF_FALSE && sh->status == 0))
		return;
	sh->status = p->steps > 1 ? run_pipe(sh, s, p) : run_step(sh, s, &s->steps[p->step]);
	if (p->inverted && !sh->exiting)
		sh->status = !sh->status;
}

int shell_run_text(struct shell *sh, const char *text, size_t len, const char *name)
{
	struct shell_script s;
	const char *mistake = shell_parse(&s, text, len);

	if (mistake && name)
		shell_error(sh, "%s:%u: %s", name, s.line, mistake);
	else if (mistake)
		shell_error(sh, "%s", mistake);
	if (mistake)
		sh->status = SHELL_USAGE;
	for (size_t i = 0; !mistake && i < s.pipelines_count && !sh->exiting; i++) {
		run_pipeline(sh, &s, &s.pipelines[i]);
		if (atomic_load(&sh->stop->raised)) {
			sh->status = SHELL_INTERRUPTED;
			break;
		}
	}
	shell_parse_free(&s);
	return sh->status;
}

int shell_run(struct shell *sh, const char *text)
{
	shell_clear_interrupt(sh);
	return shell_run_text(sh, text, strlen(text), NULL);
}
