/* SPDX-License-Identifier: MIT */
/* host_keep.c - what is kept, what is removed, and which files have changed. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <test/test.h>

#include "../conf.h"
#include "../content.h"
#include "../keep.h"
#include "../tidy.h"
#include "kiosk_host.h"

static bool is_kept(const char *url)
{
	time_t when;
	size_t len;
	char *text = keep_load(url, &len, &when);
	bool same = text && len == strlen(url) && strcmp(text, url) == 0 && when == 1234;

	free(text);
	return same;
}

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(kiosk_path(name), "w");

	fputs(text, file);
	fclose(file);
}

TEST(kiosk_keeps_what_its_text_names_and_removes_the_rest)
{
	static const char text[] = "[slide]\nimage = sea.jpg\n[tile]\ntype = value\n"
				   "url = http://b.test/values\npath = a\n"
				   "[tile]\ntype = image\nimage = boat.png\n";
	static const char *const urls[] = {
		"http://a.test/screen/kiosk.conf",
		"http://a.test/screen/sea.jpg",
		"http://a.test/screen/boat.png",
		"http://b.test/values",
		"http://a.test/screen/old.png",
		"http://a.test/old/kiosk.conf",
		"http://b.test/old",
	};
	struct conf conf;
	char draft[32]; /* of the first one */

	NEED(kiosk_folder() && conf_parse(&conf, text, strlen(text)));
	keep_open(kiosk_path(""));
	for (unsigned i = 0; i < ARRAY_SIZE(urls); i++) {
		keep_save(urls[i], urls[i], strlen(urls[i]), 1234);
		CHECK(is_kept(urls[i]));
	}
	snprintf(draft, sizeof(draft), "%016llx.new",
		 (unsigned long long)keep_sum(urls[0], strlen(urls[0])));
	write_file(draft, "a power cut left this");
	write_file("0123456789abcdef.txt", "none of the kiosk's");
	write_file("notes", "nor this");
	content_open("http://a.test/screen");
	for (int round = 0; round < 2; round++) {
		tidy(&conf);
		for (unsigned i = 0; i < ARRAY_SIZE(urls); i++)
			CHECK_EQ(is_kept(urls[i]), i < 4);
	}
	CHECK(access(kiosk_path(draft), F_OK) < 0);
	CHECK(access(kiosk_path("0123456789abcdef.txt"), F_OK) == 0);
	CHECK(access(kiosk_path("notes"), F_OK) == 0);
	content_open("/none"); /* its files need not be kept */
	tidy(&conf);
	CHECK(is_kept(urls[3]) && !is_kept(urls[0]) && !is_kept(urls[1]));
	conf_free(&conf);
	kiosk_folder_end();
}

static unsigned long version_at(const char *text, struct timespec when)
{
	write_file("text", text);
	utimensat(AT_FDCWD, kiosk_path("text"), (struct timespec[]){ when, when }, 0);
	return content_version("text");
}

TEST(kiosk_folder_tells_texts_of_one_second_apart)
{
	const struct timespec first = { 1000, 5 }, second = { 1000, 6 };

	NEED(kiosk_folder());
	CHECK_EQ(content_version("text"), 0);
	unsigned long version = version_at("one", first);
	CHECK(version != 0);
	CHECK_EQ(version_at("one", first), version);
	CHECK(version_at("two", second) != version);
	CHECK(version_at("three", first) != version);
	kiosk_folder_end();
}
