/* SPDX-License-Identifier: MIT */
/*
 * stack.h - the lock around lwIP. Every call into lwIP, and every field of a socket
 * that lwIP's callbacks touch, is under net_lock(). Nobody waits for anything while
 * holding it.
 */
#ifndef NET_STACK_H
#define NET_STACK_H

#include <stdbool.h>
#include <core/compiler.h>

/** Starts lwIP with its loopback interface. Call once, before anything else here. */
void stack_init(void) MAY_SLEEP;

void net_lock(void) MAY_SLEEP;
/** Also sees to what lwIP now waits for: its next timeout, its loopback queue. */
void net_unlock(void);

#endif
