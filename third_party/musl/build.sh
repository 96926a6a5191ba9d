#!/bin/sh
# SPDX-License-Identifier: MIT
#
# build.sh - configures and compiles musl into $OUT: libc.a, include/. Run by
# scripts/once from build.mk, which explains the approach.
#
# Environment: OUT SRC OVERLAY WITHOUT MAKE, LIB_CC LIB_AR LIB_RANLIB LIB_FLAGS.
set -eu
out=$(cd "$OUT" && pwd)
mkdir -p "$out/build/overlay"
cd "$out/build"
numbers=$SRC/arch/x86_64/bits/syscall.h.in
awk -f "$OLDPWD/third_party/musl/fold.awk" "$numbers" >overlay/syscall_fold.h

# The overlay must be part of CC: musl's own -I come before CFLAGS. CC is repeated to
# make, because a CC= on the outer make's command line travels down here.
cc="$LIB_CC -I$OVERLAY -I$out/build/overlay"
map="-ffile-prefix-map=$SRC=third_party/musl -ffile-prefix-map=$out/build=third_party/musl"
map="$map -ffile-prefix-map=$OVERLAY=arch/x86_64/libc/overlay"
CC="$cc" CFLAGS="$LIB_FLAGS $map" "$SRC/configure" \
	--target=x86_64-linux-musl --disable-shared --enable-wrapper=no

sources=
for file in "$SRC"/src/*/x86_64/*.[csS]; do
	case " $WITHOUT " in
	*" ${file#"$SRC/src/"} "*) ;;
	*) sources="$sources $file" ;;
	esac
done
# This file is given addresses of handlers where it expects numbers of calls.
$MAKE CC="$cc -Dsyscall_dispatch=bobbin_masked" CROSS_COMPILE= obj/src/thread/pthread_cancel.o
$MAKE CC="$cc" CROSS_COMPILE= AR="$LIB_AR" RANLIB="$LIB_RANLIB" ARCH_SRCS="$sources" lib/libc.a
$MAKE CC="$cc" CROSS_COMPILE= ARCH_SRCS="$sources" includedir="$out/include" install-headers
mv lib/libc.a "$out/libc.a"

# The point of the overlay: nothing in libc traps, and only these files of it have
# call numbers that are known at run time alone.
if objdump -d "$out/libc.a" | grep -q '	syscall'; then
	echo "musl: a syscall instruction is left in libc.a" >&2
	exit 1
fi
dynamic=$(nm -A "$out/libc.a" 2>/dev/null | sed -n 's/.*:\(.*\.o\):.* U syscall_dispatch$/\1/p' |
	sort | tr '\n' ' ')
if [ "$dynamic" != "__syscall_cp.o setxid.o syscall.o " ]; then
	echo "musl: unexpected files with run-time call numbers: $dynamic" >&2
	exit 1
fi
rm -rf "$out/build"
