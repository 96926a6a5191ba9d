/* SPDX-License-Identifier: MIT */
/* say.h - a line for each call: its text, what it returned, and errno when that is -1. */
#ifndef SAY_H
#define SAY_H

#include <errno.h>
#include <stdio.h>

#define SAY(call)                                                                                  \
	({                                                                                         \
		errno = 0;                                                                         \
		long said_ = (long)(call);                                                         \
		if (said_ == -1)                                                                   \
			printf("%s: error %d\n", #call, errno);                                    \
		else                                                                               \
			printf("%s: %ld\n", #call, said_);                                         \
		said_;                                                                             \
	})
/* The same for a call that gives a descriptor: which one does not matter. */
#define OPEN(call)                                                                                 \
	({                                                                                         \
		errno = 0;                                                                         \
		int fd_ = (call);                                                                  \
		printf("%s: %s %d\n", #call, fd_ < 0 ? "error" : "open", fd_ < 0 ? errno : 0);     \
		fd_;                                                                               \
	})

void use_locks(void);

#endif
