#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/disk.sh DIR - makes DIR/disk.img. Settings, from the environment:
#
#   DISK_SIZE=64M              bytes, or with K, M or G
#   DISK_FS=ctfs|fat32         what is on it (default ctfs); ctfs is made by DIR/bin/mkfs.ctfs
#   DISK_LABEL=data            its name: at most 16 bytes, on fat32 11
#   DISK_FILES="FILE DIR..."   what is copied to its root; of a folder what is in it
#
# The image that was there is kept as disk.img.old. SOURCE_DATE_EPOCH gives the same image each
# time. Exit status: 0; 1 a line says why not; 2 wrong settings.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly DIR=$1
readonly IMAGE=$DIR/disk.img NEW=$DIR/disk.img.new
readonly FAT32_LEAST=$((33 << 20)) # 65525 clusters of a sector, and the FATs
readonly SIZE=${DISK_SIZE:-64M} FS=${DISK_FS:-ctfs} LABEL=${DISK_LABEL:-data}

die() {
	echo "disk.sh: $*" >&2
	exit 2
}

# Calls "$1 SOURCE" for each of DISK_FILES.
each_file() {
	local files file
	read -ra files <<<"${DISK_FILES:-}"
	for file in ${files[@]+"${files[@]}"}; do
		[ -e "$file" ] || die "DISK_FILES: $file: no such file or folder"
		"$1" "$file"
	done
}

put_ctfs() {
	"$DIR/bin/ctfs" "$NEW" put "$1" /
}

put_fat() {
	local inside=("$1")
	if [ -d "$1" ]; then
		shopt -s nullglob dotglob
		inside=("$1"/*)
		[ ${#inside[@]} -gt 0 ] || return 0
	fi
	mcopy -smi "$NEW" "${inside[@]}" ::/ ||
		die "DISK_FILES: $1: too large for DISK_SIZE=$SIZE, or not a name that FAT can have"
}

make_ctfs() {
	local uuid=()
	[ -z "${SOURCE_DATE_EPOCH:-}" ] || uuid=(-U 00000000000000000000000000000001)
	"$DIR/bin/mkfs.ctfs" ${uuid[@]+"${uuid[@]}"} -L "$LABEL" "$NEW" "$SIZE"
	each_file put_ctfs
}

make_fat() {
	"$HERE/deps.sh" disk
	truncate -s "$SIZE" "$NEW" || die "DISK_SIZE=$SIZE is no size; for instance 64M"
	[ "$(stat -c %s "$NEW")" -ge $FAT32_LEAST ] ||
		die "DISK_SIZE=$SIZE is too small for fat32: below 33M others see FAT16 in it"
	mkfs.fat -F 32 -n "${LABEL^^}" ${SOURCE_DATE_EPOCH:+--invariant} "$NEW" >/dev/null
	each_file put_fat
}

trap 'rm -f "$NEW"' EXIT
mkdir -p "$DIR"
rm -f "$NEW"
case $FS in
ctfs) make_ctfs ;;
fat32) make_fat ;;
*) die "DISK_FS=$FS: unknown; ctfs or fat32" ;;
esac
[ ! -e "$IMAGE" ] || mv -f "$IMAGE" "$IMAGE.old"
mv "$NEW" "$IMAGE"
echo "$IMAGE: $FS, $SIZE"
