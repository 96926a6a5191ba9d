#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/linux-cc.sh WORDS... - gcc for static Linux programs on the same musl that images have:
#
#   scripts/linux-cc.sh -O2 -o build/bench-linux main.c     # for scripts/linux-guest.sh, or here
#   gcc $(scripts/linux-cc.sh --flags) -O2 ...              # the same, when it is called often
#
# The libc is made from the sources that third_party/musl pins, unpatched and without the overlay
# that turns system calls into calls of ours; once, in .cache. What differs between such a program
# and the image of the same source is therefore the kernel.
#
# Environment: CC (default gcc), which has to understand gcc's -specs.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly FLAGS="-O2 -g -w -fno-stack-protector"
export REALGCC=${CC:-gcc}

version=$(sed -n 's/^version=//p' "$HERE/../third_party/musl/VERSION")
# musl's words for gcc hold the folder's path, so a tree that has moved has another libc.
cache=$(mkdir -p "$HERE/../.cache" && realpath "$HERE/../.cache")
key=$({ "$REALGCC" --version | head -n 1 && cat "$HERE/../third_party/musl/VERSION" "$0" &&
	echo "$cache"; } | sha256sum | cut -c1-10)
dir=$cache/musl-$version-linux-$key

# Into $OUT, as if it were $1 already: musl's wrapper for gcc names its folder.
if [ "${1:-}" = --make-libc ]; then
	src=$(realpath ".cache/src/musl-$version")
	mkdir "$OUT/build"
	(cd "$OUT/build" && CC=$REALGCC CFLAGS=$FLAGS "$src/configure" --prefix="$dir" \
		--disable-shared --enable-wrapper=gcc &&
		make -j"$(nproc)" && make install DESTDIR="$OUT/stage")
	mv "$OUT/stage$dir"/* "$OUT/"
	rm -rf "$OUT/build" "$OUT/stage"
	exit
fi

[ $# -gt 0 ] || { echo "usage: linux-cc.sh WORDS-FOR-GCC..." >&2 && exit 2; }
if [ ! -d "$dir" ]; then
	(
		cd "$HERE/.."
		scripts/fetch musl
		unset MAKEFLAGS MAKELEVEL MFLAGS
		scripts/once "$dir" "musl $version for Linux" "$HERE/linux-cc.sh" --make-libc
	) >&2
fi
flags=(-static -no-pie -specs "$dir/lib/musl-gcc.specs")
[ "$1" != --flags ] || { echo "${flags[@]}" && exit; }
exec "$REALGCC" "${flags[@]}" "$@"
