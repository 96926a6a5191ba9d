/* SPDX-License-Identifier: MIT */
/* test_file.c - files, pipes and folders through libc, as a program uses them. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <test/test.h>

#define FAILS(call, error) (CHECK_EQ((call), -1), CHECK_EQ(errno, (error)))

TEST(libc_stdio_writes_and_reads_a_file)
{
	char line[32] = "";
	FILE *f = fopen("/tmp/stdio", "w+");

	NEED(f);
	CHECK(fprintf(f, "one %d\ntwo %s\n", 1, "zwei") > 0);
	rewind(f);
	CHECK(fgets(line, sizeof(line), f) == line);
	CHECK_STR(line, "one 1\n");
	CHECK_EQ(fseek(f, -5, SEEK_END), 0);
	CHECK(fgets(line, sizeof(line), f) == line);
	CHECK_STR(line, "zwei\n");
	CHECK_EQ(fclose(f), 0);
	CHECK_EQ(remove("/tmp/stdio"), 0);
	CHECK(!fopen("/tmp/stdio", "r"));
	CHECK_EQ(errno, ENOENT);
}

TEST(libc_lists_a_folder)
{
	unsigned seen = 0, others = 0;

	NEED(mkdir("/tmp/list", 0755) == 0);
	for (char name[] = "/tmp/list/a"; name[10] < 'a' + 20; name[10]++)
		CHECK_EQ(close(creat(name, 0644)), 0);
	DIR *dir = opendir("/tmp/list");
	NEED(dir);
	for (struct dirent *e; (e = readdir(dir));) {
		if (e->d_name[1] == '\0' && e->d_name[0] >= 'a' && e->d_name[0] < 'a' + 20)
			seen |= 1u << (e->d_name[0] - 'a');
		else
			others += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	}
	CHECK_EQ(closedir(dir), 0);
	CHECK_EQ(seen, (1u << 20) - 1);
	CHECK_EQ(others, 0);
	FAILS(rmdir("/tmp/list"), ENOTEMPTY);
	for (char name[] = "/tmp/list/a"; name[10] < 'a' + 20; name[10]++)
		CHECK_EQ(unlink(name), 0);
	CHECK_EQ(rmdir("/tmp/list"), 0);
}

TEST(libc_temporary_files_and_current_folder)
{
	char name[] = "/tmp/tempXXXXXX", cwd[64], real[4096];
	int fd = mkstemp(name);

	NEED(fd >= 0);
	CHECK_EQ(close(fd), 0);
	CHECK_EQ(chdir("/tmp"), 0);
	CHECK(getcwd(cwd, sizeof(cwd)) == cwd);
	CHECK_STR(cwd, "/tmp");
	CHECK(realpath(name + 5, real) == real);
	CHECK_STR(real, name);
	CHECK_EQ(chdir("/"), 0);
	CHECK_EQ(unlink(name), 0);
}

TEST(libc_standard_output_is_a_terminal)
{
	struct winsize size;
	struct stat st;

	CHECK(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && isatty(STDERR_FILENO));
	CHECK_EQ(ioctl(STDOUT_FILENO, TIOCGWINSZ, &size), 0);
	CHECK_EQ(fstat(STDOUT_FILENO, &st), 0);
	CHECK(S_ISCHR(st.st_mode));
	FAILS(lseek(STDOUT_FILENO, 0, SEEK_SET), ESPIPE);
}

TEST(libc_descriptors_are_duplicated_and_flagged)
{
	int ends[2];
	char c;

	NEED(pipe2(ends, O_CLOEXEC) == 0);
	CHECK_EQ(fcntl(ends[0], F_GETFD), FD_CLOEXEC);
	int copy = dup(ends[1]);
	CHECK_EQ(fcntl(copy, F_GETFD), 0);
	CHECK_EQ(dup2(copy, 77), 77);
	CHECK_EQ(fcntl(77, F_DUPFD, 50), 50);
	FAILS(fcntl(77, F_DUPFD, 100000), EINVAL);
	CHECK_EQ(fcntl(ends[0], F_GETFL) & O_ACCMODE, O_RDONLY);
	CHECK_EQ(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	FAILS(read(ends[0], &c, 1), EAGAIN);
	CHECK_EQ(write(77, "x", 1), 1);
	CHECK_EQ(close(77), 0);
	CHECK_EQ(close(50), 0);
	CHECK_EQ(close(copy), 0);
	CHECK_EQ(close(ends[1]), 0);
	CHECK_EQ(read(ends[0], &c, 1), 1);
	CHECK_EQ(read(ends[0], &c, 1), 0);
	CHECK_EQ(close(ends[0]), 0);
	FAILS(close(ends[0]), EBADF);
	FAILS(dup2(ends[0], 60), EBADF);
	FAILS(dup2(1, 1000000), EBADF);
}

TEST(libc_errors_of_reading_and_writing)
{
	int ends[2];
	char c;
	struct iovec too_long[2] = { { &c, SIZE_MAX / 2 }, { &c, 1 } };

	NEED(pipe(ends) == 0);
	FAILS(read(-1, &c, 1), EBADF);
	FAILS(write(ends[0], &c, 1), EBADF);
	FAILS(pread(ends[0], &c, 1, 0), ESPIPE);
	FAILS(readv(ends[0], too_long, 2), EINVAL);
	FAILS(ioctl(ends[0], TIOCGWINSZ, &c), ENOTTY);
	close(ends[0]);
	FAILS(write(ends[1], &c, 1), EPIPE);
	close(ends[1]);
}

/* --- with a second thread ------------------------------------------------------- */

#define STREAM_BYTES (1 << 20)

static void *write_stream(void *arg)
{
	unsigned char buf[3000];
	int fd = *(int *)arg;

	for (unsigned done = 0; done < STREAM_BYTES;) {
		unsigned part = sizeof(buf) < STREAM_BYTES - done ? sizeof(buf)
								  : STREAM_BYTES - done;
		for (unsigned i = 0; i < part; i++)
			buf[i] = (unsigned char)((done + i) * 7);
		if (write(fd, buf, part) != (ssize_t)part)
			break;
		done += part;
	}
	close(fd);
	return NULL;
}

TEST_NEEDS(pipe_carries_a_stream_between_threads, CONFIG_SCHED)
{
	unsigned char buf[5000];
	unsigned total = 0, wrong = 0;
	pthread_t writer;
	int ends[2];
	ssize_t n;

	NEED(pipe(ends) == 0);
	NEED(pthread_create(&writer, NULL, write_stream, &ends[1]) == 0);
	while ((n = read(ends[0], buf, sizeof(buf))) > 0) {
		for (ssize_t i = 0; i < n; i++)
			wrong += buf[i] != (unsigned char)(total++ * 7);
	}
	CHECK_EQ(n, 0);
	CHECK_EQ(total, STREAM_BYTES);
	CHECK_EQ(wrong, 0);
	pthread_join(writer, NULL);
	close(ends[0]);
}

struct blocked {
	int fd;
	ssize_t result;
	char byte;
};

static void *read_blocked(void *arg)
{
	struct blocked *b = arg;

	b->result = read(b->fd, &b->byte, 1);
	return NULL;
}

/* The reader holds the file: closing its descriptor takes nothing away from it. */
TEST_NEEDS(closing_a_descriptor_under_a_waiting_reader_is_safe, CONFIG_SCHED)
{
	struct blocked b = { .result = -2 };
	pthread_t reader;
	int ends[2];

	NEED(pipe(ends) == 0);
	b.fd = ends[0];
	NEED(pthread_create(&reader, NULL, read_blocked, &b) == 0);
	usleep(20000);
	CHECK_EQ(b.result, -2);
	CHECK_EQ(close(ends[0]), 0);
	CHECK_EQ(write(ends[1], "y", 1), 1);
	pthread_join(reader, NULL);
	CHECK_EQ(b.result, 1);
	CHECK_EQ(b.byte, 'y');
	CHECK_EQ(write(ends[1], "y", 1), -1); /* now the reading end is gone */
	close(ends[1]);
}

#define WRITERS 4
#define LINES   200

static void *append_lines(void *arg)
{
	char line[] = "thread ? writes a line of its own\n";
	int fd = open("/tmp/append", O_WRONLY | O_APPEND);

	line[7] = *(char *)arg;
	for (int i = 0; i < LINES && fd >= 0; i++)
		(void)!write(fd, line, sizeof(line) - 1);
	close(fd);
	return NULL;
}

TEST_NEEDS(appending_threads_never_tear_lines, CONFIG_SCHED)
{
	static char names[WRITERS] = { 'a', 'b', 'c', 'd' };
	pthread_t thread[WRITERS];
	char line[64];
	int count = 0, torn = 0;

	close(creat("/tmp/append", 0600));
	for (int i = 0; i < WRITERS; i++)
		NEED(pthread_create(&thread[i], NULL, append_lines, &names[i]) == 0);
	for (int i = 0; i < WRITERS; i++)
		pthread_join(thread[i], NULL);
	FILE *f = fopen("/tmp/append", "r");
	NEED(f);
	while (fgets(line, sizeof(line), f)) {
		count++;
		torn += strcmp(line + 8, " writes a line of its own\n") != 0;
	}
	fclose(f);
	CHECK_EQ(count, WRITERS * LINES);
	CHECK_EQ(torn, 0);
	unlink("/tmp/append");
}

TEST(packed_data_folder_is_there_and_read_only)
{
	char text[64] = "";
	struct stat st;
	int fd = open("/greeting.txt", O_RDONLY);

	NEED(fd >= 0);
	ssize_t n = read(fd, text, sizeof(text) - 1);
	CHECK_STR(text, "This file came with the image.\n");
	CHECK_EQ(fstat(fd, &st), 0);
	CHECK_EQ(st.st_size, n);
	CHECK_EQ(close(fd), 0);
	FAILS(open("/greeting.txt", O_RDWR), EROFS);
	FAILS(truncate("/greeting.txt", 0), EROFS);
	CHECK_EQ(readlink("/folder/link", text, sizeof(text)), 15);
	fd = open("/folder/link", O_RDONLY);
	CHECK_EQ(read(fd, text, 4), 4);
	CHECK(memcmp(text, "This", 4) == 0);
	close(fd);
}
