/* SPDX-License-Identifier: MIT */
/* interact.c - prompts, edited lines, and the terminal's mode while they are edited. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "interact.h"

#define COLUMNS 80
#ifdef CONFIG_SHELL_HISTORY
#define HISTORY CONFIG_SHELL_HISTORY
#else
#define HISTORY 100
#endif
#define PROMPT_MAX 160

static void write_terminal(void *ctx, const char *bytes, size_t len)
{
	shell_put(ctx, bytes, len);
}

static unsigned ask_columns(int fd)
{
	struct winsize w = { 0 };

	return ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : COLUMNS;
}

/* Bytes as they are typed; output stays as it is. Returns false: fd is no terminal. */
static bool raw_mode(int fd, struct termios *before)
{
	struct termios t;

	if (tcgetattr(fd, before) < 0)
		return false;
	t = *before;
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	t.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	tcsetattr(fd, TCSADRAIN, &t);
	return true;
}

/* The last part of a folder that is too long for a prompt; as by "ls", a terminal gets "?" for
 * what it would act on. */
static void make_prompt(const struct shell *sh, char prompt[PROMPT_MAX])
{
	const char *folder = sh->cwd, *cut = "";
	size_t len = strlen(folder);
	char shown[45];

	if (len > 40) {
		folder += len - 40;
		while ((*folder & 0xc0) == 0x80)
			folder++;
		cut = "...";
	}
	snprintf(shown, sizeof(shown), "%.44s", folder);
	for (char *at = shown; *at; at++) {
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = '?';
	}
	snprintf(prompt, PROMPT_MAX, "\033[1;%dm%s%s\033[0m> ", sh->status ? 31 : 32, cut, shown);
}

static enum line_result edit(struct shell *sh, const char *prompt, unsigned columns)
{
	enum line_result result = LINE_MORE;
	unsigned char byte;

	edit_begin(sh->line, prompt, columns);
	while (result == LINE_MORE) {
		shell_flush(sh);
		ssize_t n = shell_wait(sh, sh->in, POLLIN, -1) < 0 ? -1 : read(sh->in, &byte, 1);
		if (n < 0 && errno == EINTR) /* Ctrl-C of a terminal that has sent it at once */
			return edit_feed(sh->line, 'c' & 0x1f);
		result = n == 1 ? edit_feed(sh->line, byte) : LINE_END;
	}
	shell_flush(sh);
	return result;
}

static enum line_result edit_in_raw_mode(struct shell *sh, unsigned columns)
{
	char prompt[PROMPT_MAX];
	struct termios before;
	bool terminal = raw_mode(sh->in, &before);

	make_prompt(sh, prompt);
	shell_clear_interrupt(sh);
	if (atomic_load(&sh->stop->in_line)) /* the prompt is drawn over its line */
		shell_put(sh, "\n", 1);
	enum line_result result = edit(sh, prompt, columns);
	if (terminal)
		tcsetattr(sh->in, TCSADRAIN, &before);
	return result;
}

/* A terminal has shown "^C" where its cursor was. */
static void run_line(struct shell *sh)
{
	if (shell_run(sh, edit_text(sh->line)) != SHELL_INTERRUPTED)
		return;
	shell_clear_interrupt(sh); /* or this could not be written either */
	shell_put(sh, "\n", 1);
}

int shell_interact(struct shell *sh, const struct shell_terminal *terminal)
{
	enum line_result result = LINE_MORE;

	sh->line = edit_new(write_terminal, shell_complete, sh, HISTORY);
	if (!sh->line)
		return shell_fail(sh, "line editor");
	while (!sh->exiting && result != LINE_END) {
		result = edit_in_raw_mode(sh, terminal ? terminal->begins(terminal->ctx)
						       : ask_columns(sh->in));
		if (terminal)
			terminal->ends(terminal->ctx);
		if (result == LINE_READY)
			run_line(sh);
		else if (result == LINE_INTERRUPTED)
			sh->status = SHELL_INTERRUPTED;
		sh->out_error = 0;
	}
	edit_free(sh->line);
	sh->line = NULL;
	return sh->status;
}
