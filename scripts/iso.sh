#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/iso.sh ELF ISO [CMDLINE] - winds a kernel into an ISO that boots everywhere.
#
# One image for four doors: BIOS and UEFI, as a CD and as a disk (dd to a USB stick). GRUB is
# reduced to two core images that carry their configuration inside: no menu, no module files, about
# 1 MB in all where grub-mkrescue makes 20. CMDLINE is the kernel command line (options for the
# kernel, then " -- ", then the program's arguments).
#
# A kernel whose Multiboot2 header asks for a framebuffer gets GRUB's video drivers, too.
#
# Two builds from equal input are equal byte by byte: every date in the image is SOURCE_DATE_EPOCH,
# every identifier is fixed or a hash of the input.
set -euo pipefail

readonly PROG=iso.sh
readonly GRUB_LIB=${GRUB_LIB:-/usr/lib/grub}
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1704067200} # 2024-01-01, when nobody says otherwise
export TZ=UTC LC_ALL=C
umask 022

die() {
	echo "$PROG: $*" >&2
	exit 1
}

# Splits a kernel command line into "words" as the kernel does: double quotes keep blanks together,
# a backslash quotes the next character.
split() {
	local line=$1 char word='' quoted=n inside=n i
	words=()
	for ((i = 0; i < ${#line}; i++)); do
		char=${line:i:1}
		case $quoted$char in
		?\\) i=$((i + 1)) word+=${line:i:1} inside=y ;;
		n\") quoted=y inside=y ;;
		y\") quoted=n ;;
		n[[:space:]])
			[ $inside = n ] || words+=("$word")
			word='' inside=n
			;;
		*) word+=$char inside=y ;;
		esac
	done
	[ $quoted = n ] || die "command line '$line': a double quote is not closed"
	[ $inside = n ] || words+=("$word")
}

# Writes a kernel command line for GRUB's parser, where single quotes keep everything as it is. On
# its way to the kernel GRUB then quotes each word again just as the kernel expects it.
grub_quote() {
	local word words text=
	split "$1"
	for word in ${words[@]+"${words[@]}"}; do
		text+=" '${word//\'/\'\\\'\'}'"
	done
	printf '%s' "${text# }"
}

# Prints the configuration NAME with its fields filled in.
render() {
	local text
	text=$(
		[ "$FRAMEBUFFER" != y ] || cat "$HERE/grub/video.cfg"
		cat "$HERE/grub/$1" "$HERE/grub/failed.cfg"
	)
	text=$(grep -v '^#' <<<"$text")
	text=${text//@ID@/$ID}
	printf '%s\n' "${text//@CMDLINE@/"$CMDLINE"}"
}

# mkcore FORMAT CONFIG OUT MODULE... - one GRUB core image with its configuration inside.
mkcore() {
	local format=$1 config=$2 out=$3
	shift 3
	render "$config" >"$WORK/$config"
	grub-mkimage -d "$GRUB_LIB/${format%-eltorito}" -O "$format" -p /boot/grub \
		-c "$WORK/$config" -o "$out" "$@"
}

# mkfat OUT FILE - a FAT image just large enough for FILE as \EFI\BOOT\BOOTX64.EFI.
mkfat() {
	local out=$1 file=$2 kib
	kib=$((($(stat -c %s "$file") + 1023) / 1024 + 24))
	truncate -s "${kib}K" "$out"
	mformat -i "$out" -N 424f4242 -v BOBBIN -T $((kib * 2)) -h 2 -s 16 ::
	mmd -i "$out" ::/EFI ::/EFI/BOOT
	mcopy -m -i "$out" "$file" ::/EFI/BOOT/BOOTX64.EFI
}

# The header's tag 5 (optional, 20 bytes), which GRUB looks for in the same 32 KiB.
asks_for_framebuffer() {
	head -c 32768 "$1" | grep -qaP '\x05\x00\x01\x00\x14\x00\x00\x00'
}

touch_all() {
	find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

mkiso() {
	local date
	date=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S00)
	touch_all "$WORK/iso"
	xorriso -as mkisofs -quiet -r -no-pad -V BOBBIN --modification-date="$date" \
		--set_all_file_dates "$date" \
		-b boot/grub/bios.img -no-emul-boot -boot-load-size 4 -boot-info-table \
		--grub2-boot-info --grub2-mbr "$GRUB_LIB/i386-pc/boot_hybrid.img" \
		--eltorito-alt-boot --efi-boot boot/grub/efi.img -efi-boot-part --efi-boot-image \
		-o "$1" "$WORK/iso" 2>"$WORK/xorriso.log" && return
	grep -v ' NOTE ' "$WORK/xorriso.log" >&2
	die "xorriso could not write $1"
}

case $# in
2 | 3) ;;
*) die "usage: iso.sh ELF ISO [CMDLINE]" ;;
esac
ELF=$1 ISO=$2
[ -r "$ELF" ] || die "$ELF: no such kernel; build it first (make elf)"
"$HERE/deps.sh" iso || exit 1
grub-file --is-x86-multiboot2 "$ELF" || die "$ELF: has no Multiboot2 header, GRUB cannot boot it"

CMDLINE=$(grub_quote "${3:-}") || exit
ID=$({ cat "$ELF" && printf '%s' "$CMDLINE"; } | sha256sum | cut -c1-16)
FRAMEBUFFER=n
! asks_for_framebuffer "$ELF" || FRAMEBUFFER=y
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
mkdir -p "$WORK/iso/boot/grub"

modules=(iso9660 multiboot2 boot echo)
bios_modules=(biosdisk serial terminal)
uefi_modules=(search_fs_file part_gpt part_msdos)
if [ "$FRAMEBUFFER" = y ]; then
	modules+=(video all_video)
	uefi_modules+=(efi_gop)
fi

install -m 644 "$ELF" "$WORK/iso/boot/bobbin.elf"
: >"$WORK/iso/boot/$ID.id"
mkcore i386-pc-eltorito bios.cfg "$WORK/iso/boot/grub/bios.img" "${bios_modules[@]}" "${modules[@]}"
mkcore x86_64-efi uefi.cfg "$WORK/bootx64.efi" "${modules[@]}" "${uefi_modules[@]}"
touch_all "$WORK/bootx64.efi"
mkfat "$WORK/iso/boot/grub/efi.img" "$WORK/bootx64.efi"
mkiso "$ISO.tmp"
mv "$ISO.tmp" "$ISO"
