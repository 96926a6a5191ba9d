#!/bin/sh
# SPDX-License-Identifier: MIT
#
# build.sh - puts SQLite's sources together and compiles them into $OUT: libsqlite.a, include/.
# Run by scripts/once from build.mk.
#
# Environment: OUT SRC MAKE, LIB_CC LIB_AR LIB_FLAGS.
set -eu
top=$PWD
out=$(cd "$OUT" && pwd)
mkdir -p "$out/build" "$out/include"

# What is made on the way is made by this machine's compiler, for this machine.
cd "$out/build"
CC=gcc "$SRC/configure" --disable-shared --disable-readline
$MAKE CC=gcc sqlite3.c
cp sqlite3.h "$SRC/test/speedtest1.c" "$out/include/"

cd "$top"
# shellcheck disable=SC2086 # words
$LIB_CC $LIB_FLAGS "-ffile-prefix-map=$out/build=third_party/sqlite" -c -o "$out/sqlite3.o" \
	"$out/build/sqlite3.c"
$LIB_AR rcD "$out/libsqlite.a" "$out/sqlite3.o"
rm -rf "$out/build" "$out/sqlite3.o"
