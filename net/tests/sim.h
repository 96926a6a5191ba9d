/* SPDX-License-Identifier: MIT */
/*
 * sim.h - the stack in the host ring, with a network card played by the test. There is
 * one thread; while it waits, the network's work runs and time passes.
 */
#ifndef NET_TESTS_SIM_H
#define NET_TESTS_SIM_H

#include <stddef.h>
#include <stdint.h>

#include <core/netdev.h>

/** The simulated card's addresses: it has 10.1.1.2/24, gateway 10.1.1.1. */
#define SIM_IP      0x0a010102u /* host byte order */
#define SIM_GATEWAY 0x0a010101u

/** Starts everything; every test calls it first. */
void sim_start(void);
/** Lets ms milliseconds pass. */
void sim_run(unsigned ms);
/** A frame arrives at the card: the stack has it when this returns. */
void sim_frame(const void *frame, size_t len);
/** The oldest frame that the stack sent and nobody took; 0 bytes when there is none. */
size_t sim_sent(void *buf, size_t size);
/** Called, unless NULL, whenever the stack asks the card for frames. */
extern void (*sim_on_poll)(void);
/** Receive buffers that the card has lent out. */
unsigned sim_lent(void);
/** Takes all memory of the heap but `spare` small blocks, until sim_release_memory(). */
void sim_exhaust_memory(unsigned spare);
void sim_release_memory(void);

#endif
