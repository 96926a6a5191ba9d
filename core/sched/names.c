/* SPDX-License-Identifier: MIT */
/* names.c - what people call the states of a thread. */
#include <core/thread.h>

const char *thread_state_name(enum thread_state state)
{
	static const char names[][9] = {
		[THREAD_CREATED] = "created",   [THREAD_READY] = "ready",
		[THREAD_RUNNING] = "running",   [THREAD_BLOCKED] = "blocked",
		[THREAD_SLEEPING] = "sleeping", [THREAD_ZOMBIE] = "zombie",
	};

	return (unsigned)state < ARRAY_SIZE(names) ? names[state] : "damaged";
}
