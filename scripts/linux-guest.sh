#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/linux-guest.sh [NAME=VALUE]... PROGRAM [FILE]... - boots Linux with PROGRAM as process 1.
#
# PROGRAM is a static executable (scripts/linux-cc.sh makes one); it and the FILEs, by their names
# without folders, are all that is in the guest's root, beside an empty /dev with a console. The
# guest ends when PROGRAM calls reboot(RB_POWER_OFF) or, because a kernel without process 1
# panics, when it returns; what it has to tell, its exit status too, it says on the console.
#
#   scripts/linux-cc.sh -O2 -o build/b main.c && scripts/linux-guest.sh SERIAL_LOG=log build/b
#
# Settings, also taken from the environment:
#
#   SERIAL_LOG=FILE      where the console goes (default: PROGRAM.serial)
#   CPU=max  MEM=256     processor model; memory in MiB
#   DISK=FILE            a virtio disk with an ext4 on it, which is mounted at /data before PROGRAM
#                        runs; what the guest flushes need not reach the host's own disk
#   TIMEOUT=SECONDS      ends a guest that runs longer (default 600)
#   ARGS="a b"           arguments of PROGRAM
#   CMDLINE="..."        further options of the kernel. Always there: mitigations=off, so that its
#                        costs are comparable with ours, what makes the boot quiet and short, and
#                        no_timer_check: on a busy host the timer is late, which Linux holds for
#                        broken
#   QEMUFLAGS="..."      further words for QEMU, as "-icount shift=0,sleep=off"
#   KERNEL=FILE          another kernel (default: of Debian's linux-image-cloud-amd64, which
#                        scripts/deps.sh linux takes out of its package into .cache)
#
# Exit status: 0 the guest ended; 124 timed out; 126 QEMU failed; 127 something is missing.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly TIMED_OUT=124 FAILED=126 NOT_FOUND=127

usage() {
	sed -n '4,/^set/{/^set/d;s/^#\( \|$\)//p}' "${BASH_SOURCE[0]}" >&2
	exit $NOT_FOUND
}

die() {
	echo "linux-guest.sh: $*" >&2
	exit $NOT_FOUND
}

parse() {
	FILES=()
	while [ $# -gt 0 ]; do
		case $1 in
		CPU=* | MEM=* | TIMEOUT=* | SERIAL_LOG=* | ARGS=* | CMDLINE=* | QEMUFLAGS=* | \
			KERNEL=* | DISK=*)
			printf -v "${1%%=*}" %s "${1#*=}"
			;;
		-*) usage ;;
		*) FILES+=("$1") ;;
		esac
		shift
	done
	[ ${#FILES[@]} -gt 0 ] || usage
	for file in "${FILES[@]}"; do
		[ -r "$file" ] || die "$file: no such file"
	done
	if [ -z "${KERNEL:-}" ]; then
		"$HERE/deps.sh" run linux || exit $NOT_FOUND
		KERNEL=$HERE/../.cache/linux/vmlinuz
	fi
	if [ -n "${DISK:-}" ]; then
		[ -w "$DISK" ] || die "DISK=$DISK: no such file, or it cannot be written"
		"$HERE/deps.sh" run linux-disk || exit $NOT_FOUND
	fi
	[ -r "$KERNEL" ] || die "$KERNEL: no such kernel"
	SERIAL_LOG=${SERIAL_LOG:-${FILES[0]}.serial}
}

# The root: /init is what Linux starts, and it opens /dev/console before that. With a disk it is
# scripts/linux-init.c, which runs /program.
pack() {
	local init=init
	mkdir -p "$WORK/root/dev"
	cp -L "${FILES[@]}" "$WORK/root/"
	if [ -n "${DISK:-}" ]; then
		init=program
		"$HERE/linux-cc.sh" -O2 -o "$WORK/root/init" "$HERE/linux-init.c"
		cp "$(dirname "$KERNEL")"/*.ko "$WORK/root/"
		mkdir "$WORK/root/data" "$WORK/root/proc"
	fi
	ln -s "$(basename "${FILES[0]}")" "$WORK/root/$init"
	"$HERE/initrd.sh" "$WORK/root" "$WORK/initrd"
}

boot() {
	local flags options
	read -ra flags <<<"${QEMUFLAGS:-}"
	[ -z "${DISK:-}" ] || flags+=(-device "virtio-blk-pci,drive=disk0" -drive
		"id=disk0,if=none,format=raw,cache=unsafe,file=${DISK//,/,,}")
	options="console=ttyS0 quiet mitigations=off panic=-1 no_timer_check ${CMDLINE:-}"
	timeout -k 2 "${TIMEOUT:-600}" qemu-system-x86_64 -nodefaults -no-user-config \
		-display none -accel tcg -cpu "${CPU:-max}" -m "${MEM:-256}" -nic none -no-reboot \
		-serial "file:${SERIAL_LOG//,/,,}" -kernel "$KERNEL" -initrd "$WORK/initrd" \
		-append "$options -- ${ARGS:-}" ${flags[@]+"${flags[@]}"} </dev/null
}

parse "$@"
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
pack
status=0
boot || status=$?
case $status in
0) ;;
124 | 137)
	tail -n 12 "$SERIAL_LOG" | tr -d '\r' | sed 's/^/  | /' >&2
	echo "linux-guest.sh: no end after ${TIMEOUT:-600} s (console: $SERIAL_LOG)" >&2
	exit $TIMED_OUT
	;;
*)
	echo "linux-guest.sh: QEMU ended with status $status" >&2
	exit $FAILED
	;;
esac
