/* SPDX-License-Identifier: MIT */
/*
 * A program of a reader's own, as README shows it: nothing in it knows about Bobbin.
 * Four threads work, and a greeting goes to HOST PORT and comes back. Some of its functions have
 * names that functions of the kernel have too.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define THREADS 4
#define COUNT   100000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long total;

void *heap_alloc(size_t n)
{
	return malloc(n);
}

void panic(void)
{
	puts("no memory for numbers");
}

static void *add(void *arg)
{
	int *numbers = heap_alloc(COUNT * sizeof(*numbers));

	(void)arg;
	if (!numbers) {
		panic();
		return NULL;
	}
	for (int i = 0; i < COUNT; i++)
		numbers[i] = i;
	for (int i = 0; i < COUNT; i++) {
		pthread_mutex_lock(&lock);
		total += numbers[i];
		pthread_mutex_unlock(&lock);
	}
	free(numbers);
	return NULL;
}

static int greet(const char *host, int port)
{
	struct sockaddr_in peer = { .sin_family = AF_INET, .sin_port = htons(port) };
	char reply[64];
	ssize_t n;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	inet_pton(AF_INET, host, &peer.sin_addr);
	if (fd < 0 || connect(fd, (struct sockaddr *)&peer, sizeof(peer)) < 0) {
		perror("connect");
		return 1;
	}
	write(fd, "greetings\n", 10);
	n = read(fd, reply, sizeof(reply) - 1);
	close(fd);
	if (n <= 0)
		return 1;
	reply[n] = '\0';
	printf("reply: %s", reply);
	return 0;
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS];

	if (argc != 3)
		return 2;
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, add, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	printf("total: %ld, %.2f each\n", total, total / (double)THREADS);
	return greet(argv[1], atoi(argv[2]));
}
