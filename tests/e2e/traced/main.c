/* SPDX-License-Identifier: MIT */
/* main.c - makes a few system calls that fail and succeed, for the tracer to tell. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void *in_thread(void *arg)
{
	close(77);
	return arg;
}

int main(void)
{
	char buf[64];
	pthread_t thread;
	int fd = open("/note", O_RDWR | O_CREAT | O_EXCL, 0640);

	if (write(fd, "first\tline\n", 11) != 11 || lseek(fd, 6, SEEK_SET) != 6 ||
	    read(fd, buf, sizeof(buf)) != 5)
		return 1;
	close(fd);
	if (open("/missing", O_RDONLY) >= 0 || mkdir("/note", 0755) == 0 || rename("/note", "/n"))
		return 1;
	if (pthread_create(&thread, NULL, in_thread, NULL) || pthread_join(thread, NULL))
		return 1;
	puts("done");
	return 7;
}
