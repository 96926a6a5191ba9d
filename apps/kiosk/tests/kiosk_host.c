/* SPDX-License-Identifier: MIT */
/* kiosk_host.c - see kiosk_host.h. Its poll_add() stands in for poll.c, which needs a network. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <test/test.h>

#include "../content.h"
#include "../poll.h"
#include "kiosk_host.h"

#define BLOCK_MAX 65535u /* of a stored block (RFC 1951 3.2.4) */

static char folder[32];

bool kiosk_folder(void)
{
	strcpy(folder, "/tmp/bobbin-kiosk-XXXXXX");
	content_open(folder);
	return CHECK(mkdtemp(folder));
}

void kiosk_folder_end(void)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	CHECK_EQ(rmdir(folder), 0);
}

const char *kiosk_path(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* --- PNG (RFC 2083): not compressed, and with sums of zero, at which nobody looks --------------
 */

static void put_number(FILE *file, uint32_t n)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		fputc((int)(n >> shift & 255), file);
}

static void put_chunk(FILE *file, const char *name, const void *data, size_t len)
{
	put_number(file, (uint32_t)len);
	fwrite(name, 1, 4, file);
	fwrite(data, 1, len, file);
	put_number(file, 0);
}

/* The rows, each behind its filter's number, in stored blocks. */
static void put_rows(FILE *to, int w, int h, uint32_t left, uint32_t right)
{
	size_t size = (size_t)h * (3 * (size_t)w + 1), at = 0;

	fwrite("\x78\x01", 1, 2, to);
	for (int y = 0; y < h; y++) {
		for (int i = -1; i < 3 * w; i++, at++) {
			uint32_t colour = i / 3 < w / 2 ? left : right;

			if (at % BLOCK_MAX == 0) {
				unsigned len =
					(unsigned)(size - at < BLOCK_MAX ? size - at : BLOCK_MAX);
				fprintf(to, "%c%c%c%c%c", size - at <= BLOCK_MAX, len & 255,
					len >> 8, ~len & 255, ~len >> 8 & 255);
			}
			fputc(i < 0 ? 0 : (int)(colour >> (16 - 8 * (i % 3)) & 255), to);
		}
	}
	put_number(to, 0);
}

static void put_png(FILE *file, int w, int h, uint32_t left, uint32_t right)
{
	char *rows = NULL, *head = NULL;
	size_t rows_len, head_len;
	FILE *to = open_memstream(&head, &head_len);

	put_number(to, (uint32_t)w);
	put_number(to, (uint32_t)h);
	fwrite("\x08\x02\x00\x00\x00", 1, 5, to);
	fclose(to);
	to = open_memstream(&rows, &rows_len);
	put_rows(to, w, h, left, right);
	fclose(to);
	fwrite("\x89PNG\r\n\x1a\n", 1, 8, file);
	put_chunk(file, "IHDR", head, head_len);
	put_chunk(file, "IDAT", rows, rows_len);
	put_chunk(file, "IEND", "", 0);
	free(head);
	free(rows);
}

void kiosk_png(const char *name, int w, int h, uint32_t left, uint32_t right)
{
	FILE *file = fopen(kiosk_path(name), "wb");

	put_png(file, w, h, left, right);
	fclose(file);
}

void kiosk_png_unnoticed(const char *name, int w, int h, uint32_t left, uint32_t right)
{
	FILE *file = fopen(kiosk_path(name), "r+b");
	struct stat st;

	fstat(fileno(file), &st);
	put_png(file, w, h, left, right);
	fflush(file);
	futimens(fileno(file), (struct timespec[]){ st.st_atim, st.st_mtim });
	fclose(file);
}

/* --- the network ------------------------------------------------------------------------------ */

static struct source source = { .url = "http://kiosk.test/" };
static char answer[256];

void kiosk_answer(const char *text)
{
	source.data = text ? strcpy(answer, text) : NULL;
	source.len = text ? strlen(text) : 0;
	source.version++;
}

struct source *poll_add(const char *url, int refresh)
{
	(void)url;
	(void)refresh;
	return &source;
}

void poll_each(void (*each)(const struct source *source, void *arg), void *arg)
{
	each(&source, arg);
}
