#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/initrd.sh DIR OUT - packs a folder as the root filesystem (cpio, newc).
#
# Equal folders give equal archives: names sorted, dates SOURCE_DATE_EPOCH, owner 0:0, permissions
# reduced to "may be executed or not", inode numbers counted from zero, hard links unfolded. An
# empty DIR gives an archive of nothing but the trailer.
set -euo pipefail

export LC_ALL=C
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1704067200}

die() {
	echo "initrd.sh: $*" >&2
	exit 1
}

[ $# = 2 ] || die "usage: initrd.sh DIR OUT"
[ -d "$1" ] || die "$1: no such folder (the application's data folder)"
odd=$(find "$1" ! -type f ! -type d ! -type l -print -quit)
[ -z "$odd" ] || die "$odd: neither file, folder nor symbolic link; it cannot be packed"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r --no-preserve=all "$1" "$work/root"
(cd "$1" && find . -type f -perm /111 -print0) | (cd "$work/root" && xargs -0r chmod 755)
find "$work/root" -type f ! -perm /111 -exec chmod 644 {} +
find "$work/root" -type d -exec chmod 755 {} +
find "$work/root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
(cd "$work/root" && find . -mindepth 1 -printf '%P\0' | sort -z |
	cpio --null --create --quiet --format=newc --reproducible --owner=0:0) >"$2.tmp"
mv "$2.tmp" "$2"
