/* SPDX-License-Identifier: MIT */
/* main.c - last_words HOST PORT: writes to a connection and ends without closing it. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LENGTH = 60000 };

int main(int argc, char **argv)
{
	static char words[LENGTH];
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (argc != 3 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
		return 2;
	to.sin_port = htons((unsigned short)atoi(argv[2]));
	for (int i = 0; i < LENGTH; i++)
		words[i] = (char)('a' + i % 26);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to))) {
		perror("connect");
		return 1;
	}
	return write(fd, words, LENGTH) == LENGTH ? 0 : 3;
}
