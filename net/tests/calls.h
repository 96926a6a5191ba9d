/* SPDX-License-Identifier: MIT */
/* calls.h - the socket calls, short enough for tests to read. */
#ifndef NET_TESTS_CALLS_H
#define NET_TESTS_CALLS_H

#include <stdint.h>
#include <sys/socket.h>

#define LOOPBACK 0x7f000001u

/** socket(AF_INET, type). */
int t_socket(int type);
int t_bind(int fd, uint32_t ip, uint16_t port);
int t_connect(int fd, uint32_t ip, uint16_t port);
/** The port of a socket's own side. */
uint16_t t_port(int fd);
/** A TCP listener at a port of 127.0.0.1 that *port names. */
int t_listener(int backlog, uint16_t *port);
/** A connected pair over loopback. */
void t_pair(int *client, int *server);
/** events of poll() with no waiting. */
short t_poll(int fd);
int t_set_int(int fd, int level, int name, int value);
int t_get_int(int fd, int level, int name);
/** Descriptors, connections, receive buffers: nothing is left over. False names it. */
int t_clean(void);

#endif
