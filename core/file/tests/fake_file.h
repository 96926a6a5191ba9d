/* SPDX-License-Identifier: MIT */
/* fake_file.h - a file whose answers a test decides. */
#ifndef CORE_FILE_TESTS_FAKE_FILE_H
#define CORE_FILE_TESTS_FAKE_FILE_H

#include <core/clock.h>
#include <core/file.h>

struct fake_file {
	struct file file;
	short ready;       /* what poll says */
	unsigned calls;    /* of readv and writev */
	size_t last_total; /* bytes offered in the last call */
	size_t chunk;      /* a writev takes at most so many bytes */
	size_t room;       /* and so many in all; then fails with -ENOSPC */
	char taken[64];
	size_t taken_len;
	int close_result;
	unsigned closed, released;
	struct timer timer; /* makes the file ready */
	short ready_later;
};

/** Sets f up with one reference, the caller's. Not ready; writes take everything. */
void fake_file_init(struct fake_file *f, int flags);
/** After delay_ns f becomes ready for events and wakes its waiters. */
void fake_file_ready_in(struct fake_file *f, short events, uint64_t delay_ns);

#endif
