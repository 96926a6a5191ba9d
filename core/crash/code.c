/* SPDX-License-Identifier: MIT */
/*
 * code.c - a crash's short name. Addresses and not words are summed: a null pointer that
 * comes from two places is two crashes, and one place that reads two wild addresses is one.
 */
#include <core/crash.h>

#define FRAMES 4 /* enough to tell who called memcpy(), too few to tell every loop apart */

uint32_t crash_code(const struct code_place *at)
{
	struct backtrace b;
	uint32_t code = 0;
	unsigned frames = 0;

	backtrace_begin(&b, at);
	while (frames < FRAMES && backtrace_next(&b)) {
		if (b.guess)
			continue;
		code = crc32(code, &b.pc, sizeof(b.pc));
		frames++;
	}
	return code;
}
