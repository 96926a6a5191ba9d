# SPDX-License-Identifier: MIT
#
# SQLite: the library in one file, which its own scripts put together, unpatched. For
# applications that say "select LIB_SQLITE". A database is as safe as the filesystem below: every
# commit is synced, and write-ahead logs share memory through mmap().
#
# include/ has sqlite3.h, and speedtest1.c, SQLite's own benchmark and self-check.
sqlite-options := -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_DQS=0 -DSQLITE_THREADSAFE=1 \
	-DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_OMIT_DEPRECATED -DHAVE_USLEEP=1
sqlite-flags := $(lib-flags) $(sqlite-options)
SQLITE := $(call lib-dir,sqlite,$(sqlite-flags),third_party/sqlite/build.mk third_party/sqlite/build.sh)
system-apps += -isystem $(SQLITE)/include

$(SQLITE)/libsqlite.a: | $(lib-needs)
	$(Q)scripts/deps.sh sqlite
	$(Q)scripts/fetch sqlite
	+$(Q)SRC=$(abspath $(call lib-src,sqlite)) LIB_CC='$(lib-cc)' LIB_AR='$(AR)' LIB_FLAGS='$(sqlite-flags) $(lib-libc)' \
		MAKE='$(MAKE)' scripts/once $(@D) 'sqlite $(call version-of,sqlite)' sh third_party/sqlite/build.sh
