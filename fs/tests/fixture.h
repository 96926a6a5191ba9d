/* SPDX-License-Identifier: MIT */
/*
 * fixture.h - one suite for every kind of filesystem. A kind joins by describing itself in the
 * table, in a test file of its own:
 *
 *	FIXTURE(ctfs) = { .name = "ctfs", .can = FX_ALL & ~FX_TIMES_NS, .prepare = new_disk, ... };
 *
 * Then every FS_TEST runs on it: playground_open() mounts an empty one at "/t". What a kind
 * cannot do by its nature it does not claim in `can`; tests of nothing else pass it over, and
 * others leave out that part.
 */
#ifndef FS_TESTS_FIXTURE_H
#define FS_TESTS_FIXTURE_H

#include <stdbool.h>
#include <core/compiler.h>
#include <test/test.h>

#define FX_SYMLINKS 0x001u
#define FX_LINKS    0x002u /* a file has several names */
#define FX_MODES    0x004u /* permission bits, uid and gid are kept */
#define FX_TIMES_NS                                                                                \
	0x008u           /* mtime, ctime and atime are kept to the nanosecond, also before 1970    \
			  */
#define FX_HOLES  0x010u /* what was never written takes no room */
#define FX_HUGE   0x020u /* files of more than 4 GiB */
#define FX_CASE   0x040u /* "a" and "A" are two names */
#define FX_BYTES  0x080u /* names of any bytes, of up to 255 */
#define FX_FRAMES 0x100u /* map_page */
#define FX_KEEPS  0x200u /* contents are there after an unmount */
#define FX_ALL    0x3ffu

struct blk_dev;

struct fixture {
	const char *name; /* of the kind, as vfs_mount() takes it */
	unsigned can;     /* FX_* */
	/** False: it does not run this time. Unset: it does. */
	bool (*wanted)(void);
	/** Makes an empty one: gives the device to mount. Unset: in memory. False: a check has
	 *  failed. */
	bool (*prepare)(struct blk_dev **dev);
	/** It has just been unmounted: judges what is on the device. May be unset. */
	void (*check)(struct blk_dev *dev);
	/** Frees what prepare() made. May be unset. */
	void (*dispose)(struct blk_dev *dev);
};
#define FIXTURE(sym) static const struct fixture sym TABLE_ENTRY(fs_fixtures)

/** The one that runs now; NULL: playground_open() makes a folder of the root. */
const struct fixture *fixture_now(void);
/** True when the one that runs now has all of what (FX_*). */
bool fixture_can(unsigned what);
/** How many kinds there are. */
unsigned fixtures_count(void);
/** Calls fn with each that can do `needs`, and says which one it was that failed. */
void fixtures_run(void (*fn)(void), unsigned needs);

/** A test that runs on every kind of filesystem. */
#define FS_TEST(ident) FS_TEST_NEEDS(ident, 0)
/** On every kind that can do needs. */
#define FS_TEST_NEEDS(ident, needs)                                                                \
	static void ident##_on_each(void);                                                         \
	TEST(ident)                                                                                \
	{                                                                                          \
		fixtures_run(ident##_on_each, needs);                                              \
	}                                                                                          \
	static void ident##_on_each(void)

#endif
