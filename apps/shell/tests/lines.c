/* SPDX-License-Identifier: MIT */
/* lines.c - see lines.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <test/test.h>

#include "lines.h"

struct shell lines_sh;
char lines_folder[] = "/tmp/shell-test-XXXXXX";
char lines_said[1 << 16];
static FILE *output;

bool lines_open(void)
{
	strcpy(lines_folder + sizeof(lines_folder) - 7, "XXXXXX");
	output = tmpfile();
	if (!output || !mkdtemp(lines_folder) ||
	    shell_open(&lines_sh, 0, fileno(output), fileno(output)) < 0)
		return false;
	strcpy(lines_sh.cwd, lines_folder);
	return shell_set(&lines_sh, "PLACE", lines_folder) == 0;
}

void lines_close(void)
{
	shell_run(&lines_sh, "cd /");
	shell_run(&lines_sh, "rm -r $PLACE");
	shell_close(&lines_sh);
	fclose(output);
}

void lines_forget(void)
{
	CHECK_EQ(ftruncate(fileno(output), 0), 0);
	lseek(fileno(output), 0, SEEK_SET);
}

void lines_listen(void)
{
	ssize_t n = pread(fileno(output), lines_said, sizeof(lines_said) - 1, 0);

	lines_said[n > 0 ? n : 0] = '\0';
}

int lines_run(const char *line)
{
	lines_forget();
	int status = shell_run(&lines_sh, line);
	lines_listen();
	return status;
}

void lines_check(const struct line_case *cases, size_t count)
{
	if (!CHECK(lines_open()))
		return;
	for (size_t i = 0; i < count; i++) {
		int status = lines_run(cases[i].line);
		if (!CHECK_EQ(status, cases[i].status) | !CHECK_STR(lines_said, cases[i].output))
			CHECK_STR(cases[i].line, ""); /* which one it was */
	}
	lines_close();
}
