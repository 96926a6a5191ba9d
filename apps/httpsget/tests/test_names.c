/* SPDX-License-Identifier: MIT */
/* test_names.c - the files that say which names are known, and who knows the others. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <test/test.h>

#include "../names.h"

static char path[] = "/tmp/httpsget-XXXXXX";

static bool write_file(const char *text)
{
	int fd = mkstemp(path);
	bool ok = fd >= 0 && dprintf(fd, "%s", text) >= 0;

	close(fd);
	return ok;
}

TEST(names_of_the_hosts_file_are_found)
{
	NEED(write_file(
		"# other.test\n127.0.0.1\tlocalhost\n10.0.2.2 a.test B.test # c.test\n\n1"));
	CHECK(names_listed(path, "localhost"));
	CHECK(names_listed(path, "a.test"));
	CHECK(names_listed(path, "b.test"));
	CHECK(!names_listed(path, "c.test"));
	CHECK(!names_listed(path, "other.test"));
	CHECK(!names_listed(path, "10.0.2.2"));
	unlink(path);
	CHECK(!names_listed(path, "a.test"));
}

TEST(names_without_a_server_are_noticed)
{
	NEED(write_file("# nameserver 10.0.2.3\noptions timeout:1\n"));
	CHECK(names_no_server(path));
	unlink(path);
	CHECK(!names_no_server(path)); /* no file: nothing is known */
}

TEST(names_with_a_server_can_be_asked)
{
	NEED(write_file("search test\nnameserver 10.0.2.3\n"));
	CHECK(!names_no_server(path));
	unlink(path);
}
