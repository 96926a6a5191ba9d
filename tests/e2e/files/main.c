/* SPDX-License-Identifier: MIT */
/*
 * files - what a program can do with files, call by call, in the folder that the first argument
 * names. test_files.py runs it here and on Linux and compares what it says. With "ls" and paths it
 * lists these.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "say.h"

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		printf("%s cannot be written\n", path);
}

static void show(const char *path)
{
	struct stat st;

	if (lstat(path, &st))
		printf("%s: error %d\n", path, errno);
	else
		printf("%s: mode %o, %ld names, %ld bytes\n", path, st.st_mode, (long)st.st_nlink,
		       S_ISDIR(st.st_mode) ? 0L : (long)st.st_size);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void list(const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, NULL, by_name);

	printf("%s has %d:", path, n);
	for (int i = 0; i < n; i++) {
		printf(" %s/%d", names[i]->d_name, names[i]->d_type);
		free(names[i]);
	}
	printf("\n");
	if (n >= 0)
		free(names);
}

static void use_open(void)
{
	char c;

	write_text("file", "text");
	SAY(mkdir("dir", 0755));
	SAY(symlink("file", "link"));
	SAY(symlink("gone", "dangling"));
	SAY(symlink("loop", "loop"));
	OPEN(open("file", O_RDONLY));
	OPEN(open("file/", O_RDONLY));
	OPEN(open("file", O_RDWR | O_CREAT | O_EXCL, 0600));
	OPEN(open("file", O_RDONLY | O_DIRECTORY));
	OPEN(open("none", O_RDONLY));
	OPEN(open("none/x", O_RDWR | O_CREAT, 0600));
	OPEN(open("none/", O_RDWR | O_CREAT, 0600));
	OPEN(open("dir", O_WRONLY));
	OPEN(open("dir", O_RDONLY | O_CREAT, 0600));
	OPEN(open("link", O_RDONLY | O_NOFOLLOW));
	OPEN(open("link", O_RDONLY | O_NOFOLLOW | O_DIRECTORY));
	OPEN(open("dangling", O_RDWR | O_CREAT | O_EXCL, 0600));
	OPEN(open("loop", O_RDONLY));
	OPEN(open("", O_RDONLY));
	OPEN(open("file", O_TMPFILE | O_RDWR, 0600));
	OPEN(open("dir", O_TMPFILE | O_RDONLY, 0600));
	int place = OPEN(open("file", O_PATH));
	SAY(read(place, &c, 1));
	SAY(lseek(place, 0, SEEK_SET));
	SAY(fcntl(place, F_SETFL, O_APPEND));
	SAY(fsync(place));
	SAY(faccessat(place, "x", F_OK, 0));
	int dir = OPEN(open("dir", O_RDONLY));
	SAY(read(dir, &c, 1));
	SAY(write(dir, &c, 1));
	SAY(ftruncate(dir, 0));
	SAY(fallocate(dir, 0, 0, 1));
	SAY(fsync(dir));
}

static void use_position(void)
{
	char a[8] = "", b[8] = "";
	struct iovec both[2] = { { a, 3 }, { b, 7 } };
	int fd = OPEN(open("p", O_RDWR | O_CREAT | O_APPEND, 0644));

	SAY(write(fd, "0123456789", 10));
	SAY(pwrite(fd, "ab", 2, 0));
	SAY(lseek(fd, 0, SEEK_CUR));
	SAY(lseek(fd, -20, SEEK_CUR));
	SAY(lseek(fd, -2, SEEK_END));
	SAY(lseek(fd, 0, 77));
	SAY(lseek(fd, 12, SEEK_DATA));
	SAY(lseek(fd, 0, SEEK_HOLE));
	SAY(lseek(fd, 2, SEEK_DATA));
	SAY(preadv(fd, both, 2, 1));
	printf("%s %s\n", a, b);
	SAY(pread(fd, a, 1, -1));
	SAY(preadv(fd, both, -1, 0));
	int copy = OPEN(dup(fd));
	SAY(lseek(copy, 5, SEEK_SET));
	SAY(lseek(fd, 0, SEEK_CUR));
	SAY(ftruncate(fd, 5));
	SAY(ftruncate(fd, -1));
	SAY(truncate("p", 7));
	SAY(truncate("dir", 7));
	SAY(truncate("none", 7));
	SAY(fallocate(fd, 0, 5, 100));
	SAY(fallocate(fd, 0, -1, 100));
	SAY(fallocate(fd, 0, 0, 0));
	show("p");
	SAY(fdatasync(fd));
	SAY(posix_fallocate(fd, 100, 100));
	show("p");
	close(fd);
	SAY(write(fd, "x", 1));
}

static void use_names(void)
{
	SAY(link("file", "second"));
	SAY(link("file", "second"));
	SAY(link("dir", "second"));
	SAY(link("dir", "third"));
	SAY(link("none", "third"));
	SAY(link("link", "link2"));
	SAY(linkat(AT_FDCWD, "link", AT_FDCWD, "link3", AT_SYMLINK_FOLLOW));
	show("file");
	show("link2");
	show("link3");
	SAY(rename("file", "second"));
	SAY(rename("dir", "file"));
	SAY(rename("file", "dir"));
	SAY(rename("dir", "dir/sub"));
	SAY(rename("file", "none/x"));
	SAY(rename("file", "."));
	SAY(rename("file", "file/"));
	SAY(syscall(SYS_renameat2, AT_FDCWD, "file", AT_FDCWD, "link", 1)); /* no replacing */
	SAY(mkdir("dir/sub", 0700));
	SAY(rmdir("dir"));
	SAY(rmdir("dir/."));
	SAY(rmdir("dir/sub/.."));
	SAY(rmdir("file"));
	SAY(unlink("dir"));
	SAY(unlink("file/"));
	SAY(unlink("none"));
	SAY(mkdir("dir", 0700));
	SAY(mkdir("none/x", 0700));
	SAY(symlink("", "s"));
	SAY(mknod("node", S_IFREG | 0640, 0));
	show("node");
	show("dir");
	list(".");
	list("dir");
	list("none");
}

static void use_attributes(void)
{
	struct timespec times[2] = { { 1000000000, 0 }, { 1, UTIME_OMIT } };
	struct stat st;
	mode_t before = umask(027);

	OPEN(open("masked", O_CREAT | O_WRONLY, 0666));
	SAY(mkdir("masked dir", 0777));
	printf("umask %o\n", umask(before));
	show("masked");
	show("masked dir");
	SAY(chmod("masked", 06755));
	show("masked");
	SAY(chown("masked", (uid_t)-1, (gid_t)-1));
	SAY(utimensat(AT_FDCWD, "masked", times, 0));
	stat("masked", &st);
	printf("atime %ld.%09ld\n", (long)st.st_atim.tv_sec, st.st_atim.tv_nsec);
	times[1].tv_nsec = 1000000000;
	SAY(utimensat(AT_FDCWD, "masked", times, 0));
	SAY(access("masked", X_OK));
	SAY(access("node", X_OK));
	SAY(access("node", 8));
	SAY(fchownat(AT_FDCWD, "masked", 0, 0, 0x10000));
	SAY(fstatat(AT_FDCWD, "masked", &st, 0x10000));
}

static void use_cwd(void)
{
	char path[256], *end;
	char resolved[4096];

	SAY(chdir("dir/sub"));
	end = getcwd(path, sizeof(path)) ? strstr(path, "/dir/sub") : NULL;
	printf("in %s\n", end ? end : "?");
	SAY(getcwd(path, 3) != NULL);
	SAY(rmdir("../sub"));
	SAY(getcwd(path, sizeof(path)) != NULL);
	OPEN(open("new", O_CREAT | O_WRONLY, 0600));
	list(".");
	SAY(chdir("../.."));
	SAY(chdir("file"));
	end = realpath("dir/../link", resolved) ? strrchr(resolved, '/') : NULL;
	printf("leads to %s\n", end ? end : "?");
}

static void use_mapping(void)
{
	int fd = OPEN(open("mapped", O_RDWR | O_CREAT, 0600)), reader, writer;
	char c;

	SAY(ftruncate(fd, 6000));
	char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	printf("%d\n", p != MAP_FAILED);
	strcpy(p + 4094, "over the edge");
	SAY(pread(fd, &c, 1, 4095));
	printf("%c\n", c);
	SAY(pwrite(fd, "W", 1, 5999));
	printf("%c%d\n", p[5999], p[6000]);
	SAY(msync(p, 8192, MS_SYNC));
	SAY(msync(p + 1, 4096, MS_SYNC));
	SAY(msync(p, 4096, MS_SYNC | MS_ASYNC));
	SAY(munmap(p, 8192));
	SAY(msync(p, 8192, MS_SYNC));
	reader = OPEN(open("mapped", O_RDONLY));
	writer = OPEN(open("mapped", O_WRONLY));
	SAY(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, reader, 0) == MAP_FAILED);
	printf("error %d\n", errno);
	SAY(mmap(NULL, 4096, PROT_READ, MAP_SHARED, writer, 0) == MAP_FAILED);
	printf("error %d\n", errno);
	p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, reader, 4096);
	SAY(close(reader));
	printf("%.11s\n", p);
	SAY(mprotect(p, 4096, PROT_READ | PROT_WRITE));
	SAY(munmap(p, 4096));
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 4096);
	p[0] = '!';
	SAY(pread(fd, &c, 1, 4096));
	printf("%c\n", c);
}

static void use_copies(void)
{
	int in = OPEN(open("mapped", O_RDONLY)), out = OPEN(open("copy", O_RDWR | O_CREAT, 0600));
	off_t off = 4094;

	SAY(sendfile(out, in, &off, 20));
	SAY(off);
	SAY(sendfile(in, out, NULL, 20));
	SAY(copy_file_range(in, NULL, out, NULL, 100, 0));
	SAY(copy_file_range(out, NULL, in, NULL, 100, 0));
	SAY(lseek(out, 0, SEEK_CUR));
	SAY(unlink("copy"));
	SAY(pread(out, &(char[8]){ 0 }, 8, 0));
	show("copy");
}

static void use_stdio(void)
{
	char line[64] = "";
	FILE *f = fopen("log", "a+");

	fputs("one\n", f);
	rewind(f);
	printf("%s", fgets(line, sizeof(line), f));
	fputs("two\n", f);
	SAY(fclose(f));
	f = tmpfile();
	SAY(f != NULL);
	SAY(fprintf(f, "%d", 12345));
	SAY(fseek(f, 2, SEEK_SET));
	SAY(fgetc(f));
	SAY(fclose(f));
	char name[] = "tmpXXXXXX";
	SAY(mkstemp(name) >= 0);
	SAY(unlink(name));
	SAY(remove("masked dir"));
	show("log");
	struct statvfs vfs;
	SAY(statvfs(".", &vfs));
	printf("%d\n", vfs.f_namemax > 20 && vfs.f_blocks > 0);
	sync();
}

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "ls") == 0) {
		for (int i = 2; i < argc; i++)
			list(argv[i]);
		return 0;
	}
	if (argc != 2 || mkdir(argv[1], 0755) || chdir(argv[1]))
		return 2;
	use_open();
	use_position();
	use_names();
	use_attributes();
	use_cwd();
	use_mapping();
	use_copies();
	use_stdio();
	use_locks();
	return 0;
}
