/* SPDX-License-Identifier: MIT */
/*
 * files_do.c - what is done with files: open, copy, move, rename, delete. What may take long
 * is done by a thread, one job at a time; it tells its end by a post, and every window of Files
 * then looks at its folder again.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fileops.h"
#include "files.h"
#include "sysstat.h"
#include "worker.h"

enum verb { COPY, MOVE, DELETE };

static struct {
	struct paths paths;
	bool cut;
} clipboard;

static struct job {
	bool busy;
	enum verb verb;
	struct paths paths;
	char folder[PATH_MAX]; /* where to */
	struct files *window;  /* that asked; it may be closed meanwhile */
	struct fileops ops;
	int error;
	pthread_t thread;
} job;

void paths_free(struct paths *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->list[i]);
	free(p->list);
	*p = (struct paths){ 0 };
}

/* What is selected in a window, as whole paths. */
static struct paths selected(const struct files *f)
{
	struct paths p = { calloc(f->entries.count + 1, sizeof(*p.list)), 0 };
	char path[PATH_MAX];

	for (size_t i = 0; p.list && i < f->entries.count; i++) {
		if (!gui_rows_selected(f->table, i) ||
		    !path_join(f->folder, f->entries.entries[i].name, path))
			continue;
		p.list[p.count] = strdup(path);
		p.count += p.list[p.count] != NULL;
	}
	return p;
}

bool files_have_selection(void *arg)
{
	return gui_rows_selected_count(((struct files *)arg)->table) > 0;
}

bool files_have_one(void *arg)
{
	return gui_rows_selected_count(((struct files *)arg)->table) == 1;
}

bool files_can_paste(void *arg)
{
	(void)arg;
	return clipboard.paths.count > 0 && !job.busy;
}

static void complain(struct files *f, const char *title, const char *what, int error)
{
	char text[PATH_MAX + 256];

	snprintf(text, sizeof(text), "%s\n%s", what, strerror(error));
	gui_message(f->window, GUI_ERROR, title, text, NULL, NULL, NULL);
}

/* --- the job ------------------------------------------------------------------------------ */

static const char *const doing[] = { "Copying", "Moving", "Deleting" };
static const char *const failed[] = { "Not everything was copied", "Not everything was moved",
				      "Not everything was deleted" };

const char *files_busy(char buf[64])
{
	char size[32];

	buf[0] = '\0';
	if (job.busy)
		snprintf(buf, 64, "%s\xe2\x80\xa6 %s", doing[job.verb],
			 job.verb == DELETE ? "" : bytes_text(atomic_load(&job.ops.done), size));
	return buf;
}

static void job_over(void *arg)
{
	struct files *f = files_windows;

	(void)arg;
	pthread_join(job.thread, NULL);
	job.busy = false;
	paths_free(&job.paths);
	files_refresh_all();
	while (f && f != job.window)
		f = f->next;
	f = f ? f : files_windows;
	if (job.error && f)
		complain(f, failed[job.verb], job.ops.failed, job.error);
}

static int do_one(const char *path)
{
	char to[PATH_MAX];

	if (job.verb == DELETE)
		return file_delete(&job.ops, path);
	if (!file_free_name(job.folder, path_name(path), to)) {
		snprintf(job.ops.failed, sizeof(job.ops.failed), "%s", path);
		return -1;
	}
	return job.verb == COPY ? file_copy(&job.ops, path, to) : file_move(&job.ops, path, to);
}

static void *do_job(void *arg)
{
	(void)arg;
	for (size_t i = 0; !job.error && i < job.paths.count; i++) {
		if (do_one(job.paths.list[i]) < 0)
			job.error = errno;
	}
	gui_post(job_over, NULL);
	return NULL;
}

/* Takes the paths. */
static void start(struct files *f, enum verb verb, struct paths paths)
{
	if (job.busy)
		gui_message(
			f->window, GUI_INFO, "One thing at a time",
			"Files are still being copied, moved or deleted. Nothing else was done.",
			NULL, NULL, NULL);
	if (job.busy || paths.count == 0) {
		paths_free(&paths);
		return;
	}
	job = (struct job){ .busy = true, .verb = verb, .paths = paths, .window = f };
	snprintf(job.folder, sizeof(job.folder), "%s", f->folder);
	int error = worker_start(&job.thread, do_job, NULL);
	if (error) {
		job.busy = false;
		paths_free(&job.paths);
		complain(f, failed[verb], f->folder, error);
	}
	files_status(f);
}

/* --- copy, cut, paste, delete ------------------------------------------------------------- */

static void take(struct files *f, bool cut)
{
	struct paths p = selected(f);

	if (p.count) {
		paths_free(&clipboard.paths);
		clipboard.paths = p;
		clipboard.cut = cut;
	} else {
		paths_free(&p);
	}
}

void files_copy(void *arg)
{
	take(arg, false);
}

void files_cut(void *arg)
{
	take(arg, true);
}

void files_paste(void *arg)
{
	struct paths p = { calloc(clipboard.paths.count + 1, sizeof(*p.list)), 0 };

	for (size_t i = 0; p.list && i < clipboard.paths.count; i++) {
		p.list[p.count] = strdup(clipboard.paths.list[i]);
		p.count += p.list[p.count] != NULL;
	}
	enum verb verb = clipboard.cut ? MOVE : COPY;
	if (clipboard.cut)
		paths_free(&clipboard.paths);
	start(arg, verb, p);
}

static void delete_answered(int button, void *arg)
{
	struct files *f = arg;
	struct paths p = f->asked;

	f->asked = (struct paths){ 0 };
	if (button == 1)
		start(f, DELETE, p);
	else
		paths_free(&p);
}

void files_delete(void *arg)
{
	struct files *f = arg;
	struct paths p = selected(f);
	char text[400];

	paths_free(&f->asked);
	f->asked = p;
	if (p.count == 1)
		snprintf(text, sizeof(text),
			 "\xe2\x80\x9c%.255s\xe2\x80\x9d will be gone for good.",
			 path_name(p.list[0]));
	else
		snprintf(text, sizeof(text), "%zu items will be gone for good.", p.count);
	if (p.count)
		gui_message(f->window, GUI_WARNING, "Delete?", text, "Cancel|!Delete",
			    delete_answered, f);
}

/* --- names -------------------------------------------------------------------------------- */

/* A name that people may give. Prints into path; false: it was told that it is none. */
static bool named(struct files *f, const char *name, char path[PATH_MAX])
{
	if (!name)
		return false;
	if (!*name || strchr(name, '/') || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		gui_message(f->window, GUI_ERROR, "This is no name",
			    "A name has at least one character, and no slash.", NULL, NULL, NULL);
		return false;
	}
	if (path_join(f->folder, name, path))
		return true;
	complain(f, "This is no name", name, errno);
	return false;
}

static void folder_named(const char *name, void *arg)
{
	struct files *f = arg;
	char path[PATH_MAX];

	if (!named(f, name, path))
		return;
	if (mkdir(path, 0777) < 0)
		complain(f, "No folder was made", path, errno);
	else
		files_refresh(f, name);
}

void files_new_folder(void *arg)
{
	struct files *f = arg;

	gui_prompt(f->window, "New Folder", "Name", "New Folder", "Create", folder_named, f);
}

static const struct folder_entry *the_one(const struct files *f)
{
	for (size_t i = 0; files_have_one((void *)f) && i < f->entries.count; i++) {
		if (gui_rows_selected(f->table, i))
			return &f->entries.entries[i];
	}
	return NULL;
}

static void new_name(const char *name, void *arg)
{
	struct files *f = arg;
	const char *from = f->asked.count ? f->asked.list[0] : NULL;
	char to[PATH_MAX];
	struct fileops ops = { 0 };

	if (!from || !named(f, name, to) || strcmp(from, to) == 0)
		return;
	if (file_move(&ops, from, to) < 0)
		complain(f, "It keeps its name", ops.failed, errno);
	else
		files_refresh(f, name);
}

void files_rename(void *arg)
{
	struct files *f = arg;
	const struct folder_entry *e = the_one(f);

	paths_free(&f->asked);
	f->asked = selected(f);
	if (e)
		gui_prompt(f->window, "Rename", "Name", e->name, "Rename", new_name, f);
}

/* --- opening ------------------------------------------------------------------------------ */

void files_open_selected(void *arg)
{
	struct files *f = arg;
	const struct folder_entry *e = the_one(f);
	struct paths p;

	if (e && e->is_folder) {
		char path[PATH_MAX];

		if (path_join(f->folder, e->name, path))
			files_go(f, path);
		return;
	}
	p = selected(f);
	for (size_t i = 0; i < p.count; i++)
		program_open(p.list[i]);
	paths_free(&p);
}

void files_edit_selected(void *arg)
{
	struct paths p = selected(arg);

	for (size_t i = 0; i < p.count; i++)
		editor_open(program_editor, p.list[i]);
	paths_free(&p);
}
