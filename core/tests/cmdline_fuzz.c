/* SPDX-License-Identifier: MIT */
/* cmdline_fuzz.c - any bytes as a command line: every word lies inside the line. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <core/cmdline.h>
#include <core/log.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void log_write(enum log_level lvl, const char *tag, const char *fmt, ...)
{
	(void)lvl, (void)tag, (void)fmt;
}

void log_read_options(void)
{
	(void)cmdline_option("loglevel");
}

static void check_inside(const char *word, const char *line, size_t size)
{
	if (word < line || word > line + size || strlen(word) > size - (size_t)(word - line))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1), *const * argv;

	memcpy(line, data, size);
	line[size] = '\0';
	if (cmdline_init(line) == 0) {
		const char *value = cmdline_option("a");
		int n = cmdline_args(&argv);

		if (value)
			check_inside(value, line, size);
		for (int i = 0; i < n; i++)
			check_inside(argv[i], line, size);
		if (argv[n])
			abort();
		cmdline_check();
	} else if (cmdline_args(&argv) != 0) {
		abort();
	}
	free(line);
	return 0;
}
