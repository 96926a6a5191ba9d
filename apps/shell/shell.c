/* SPDX-License-Identifier: MIT */
/* shell.c - a shell's state: its making, its variables, its folder, and Ctrl-C. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "run.h"

struct shell_variable {
	struct shell_variable *next;
	char *value; /* behind the name, in the same block */
	char name[];
};

static struct shell_variable **find(struct shell *sh, const char *name)
{
	struct shell_variable **at = &sh->variables;

	while (*at && strcmp((*at)->name, name) != 0)
		at = &(*at)->next;
	return at;
}

const char *shell_get(const struct shell *sh, const char *name)
{
	for (const struct shell_variable *v = sh->variables; v; v = v->next) {
		if (strcmp(v->name, name) == 0)
			return v->value;
	}
	return getenv(name);
}

int shell_set(struct shell *sh, const char *name, const char *value)
{
	struct shell_variable **at = find(sh, name), *old = *at, *v;
	size_t name_size = strlen(name) + 1;

	if (value) {
		v = malloc(sizeof(*v) + name_size + strlen(value) + 1);
		if (!v)
			return -1;
		memcpy(v->name, name, name_size);
		v->value = strcpy(v->name + name_size, value);
		v->next = old ? old->next : NULL;
		*at = v;
	} else if (old) {
		*at = old->next;
	}
	free(old);
	return 0;
}

void shell_print_variables(struct shell *sh)
{
	for (const struct shell_variable *v = sh->variables; v; v = v->next)
		shell_print(sh, "%s=%s\n", v->name, v->value);
}

static void free_variables(struct shell *sh)
{
	while (sh->variables) {
		struct shell_variable *v = sh->variables;
		sh->variables = v->next;
		free(v);
	}
}

int shell_open(struct shell *sh, int in, int out, int err)
{
	*sh = (struct shell){ .in = in, .err = err, .tcp = -1, .screen = -1, .keys = -1 };
	shell_set_out(sh, out);
	if (!getcwd(sh->cwd, sizeof(sh->cwd)))
		return -1;
	sh->stop = malloc(sizeof(*sh->stop));
	if (!sh->stop)
		return -1;
	atomic_init(&sh->stop->raised, false);
	atomic_init(&sh->stop->in_line, false);
	sh->stop->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (sh->stop->fd < 0) {
		free(sh->stop);
		return -1;
	}
	signal(SIGPIPE, SIG_IGN); /* the write says EPIPE, and only that command ends */
	return 0;
}

void shell_has_screen(struct shell *sh)
{
	sh->keys = sh->in;
	sh->screen = sh->out;
	shell_set_out(sh, sh->out);
}

void shell_close(struct shell *sh)
{
	shell_flush(sh);
	free_variables(sh);
	if (sh->tcp >= 0)
		close(sh->tcp);
	close(sh->stop->fd);
	free(sh->stop);
}

struct shell *shell_copy(const struct shell *sh)
{
	struct shell *copy = malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *sh;
	copy->variables = NULL;
	copy->is_copy = true;
	copy->out_len = 0;
	for (const struct shell_variable *v = sh->variables; v; v = v->next) {
		if (shell_set(copy, v->name, v->value) < 0) {
			shell_copy_free(copy);
			return NULL;
		}
	}
	return copy;
}

void shell_copy_free(struct shell *copy)
{
	if (copy)
		free_variables(copy);
	free(copy);
}

/* --- Ctrl-C ------------------------------------------------------------------------------- */

void shell_interrupt(struct shell *sh)
{
	int error = errno; /* a handler of a signal leaves no trace */

	atomic_store(&sh->stop->raised, true);
	eventfd_write(sh->stop->fd, 1);
	errno = error;
}

void shell_clear_interrupt(struct shell *sh)
{
	eventfd_t count;

	atomic_store(&sh->stop->raised, false);
	eventfd_read(sh->stop->fd, &count);
}

/* --- paths -------------------------------------------------------------------------------- */

char *shell_path(const struct shell *sh, const char *path, char buf[PATH_MAX])
{
	size_t folder = path[0] == '/' ? 0 : strlen(sh->cwd);
	size_t len = strlen(path);

	if (!len) {
		errno = ENOENT; /* as for the empty path itself */
		return NULL;
	}
	if (folder + len + 2 > PATH_MAX) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	memcpy(buf, sh->cwd, folder);
	if (folder && buf[folder - 1] != '/')
		buf[folder++] = '/';
	memcpy(buf + folder, path, len + 1);
	return buf;
}

/* Appends a component to the len bytes of buf, which end with no slash; returns their new
 * number. */
static size_t add_component(char *buf, size_t len, const char *name, size_t n)
{
	if (n == 0 || (n == 1 && name[0] == '.'))
		return len;
	if (n == 2 && name[0] == '.' && name[1] == '.') {
		while (len > 0 && buf[--len] != '/')
			;
		return len;
	}
	buf[len++] = '/';
	memmove(buf + len, name, n);
	return len + n;
}

char *shell_clean_path(const struct shell *sh, const char *path, char buf[PATH_MAX])
{
	char whole[PATH_MAX];
	size_t len = 0;

	if (!shell_path(sh, path, whole))
		return NULL;
	for (const char *at = whole; *at;) {
		size_t n = strcspn(at, "/");
		len = add_component(buf, len, at, n);
		at += n + (at[n] == '/');
	}
	if (len == 0)
		buf[len++] = '/';
	buf[len] = '\0';
	return buf;
}

const char *shell_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool shell_ends_in_dots(const char *path)
{
	size_t end = strlen(path), start;

	while (end > 0 && path[end - 1] == '/')
		end--;
	for (start = end; start > 0 && path[start - 1] != '/'; start--)
		;
	return (end - start == 1 && path[start] == '.') ||
	       (end - start == 2 && path[start] == '.' && path[start + 1] == '.');
}
