#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/qemu.sh [--debug] [NAME=VALUE]... IMAGE - boots an image in QEMU and returns its status.
#
# IMAGE is bobbin.iso or bobbin.elf; what a door needs and IMAGE is not is taken from beside it or
# made in a temporary folder. The serial console is stdin and stdout. Settings, also taken from the
# environment:
#
#   DOOR=iso|uefi|kernel      how the image is started: BIOS CD, UEFI CD, or QEMU's -kernel (PVH)
#        iso-disk|uefi-disk   the ISO as a hard disk. Default: by IMAGE's suffix
#   MACHINE=pc|q35|microvm    QEMU's machine, with its options (default pc; microvm: DOOR=kernel)
#   NIC=rtl8139|virtio|none   network card (default rtl8139; none on microvm)
#   NETDEV=user               what the card is plugged into: QEMU's -netdev words before ",id=n0"
#   DISK=FILE                 a disk, raw (default: none); written to, unlike those of the doors
#   DISK_BUS=virtio|ide       how it is attached (default virtio); ide is AHCI on q35
#   WINDOW=none|gtk|sdl|vnc   shows the screen (default none); vnc: to this machine alone
#   TABLET=y|n                a pointer that stands where yours does, for guests with virtio's
#                             input devices (default n: a PS/2 mouse)
#   RNG=y|n                   offer entropy through virtio-rng (default y; microvm: never)
#   CPU=max  MEM=128          processor model; memory in MiB, or with a suffix ("5G")
#   ACCEL=kvm|tcg             default: kvm where it works
#   ARGS="ip=dhcp -- a b"     kernel options, " -- ", program arguments (default: those built in)
#   DEBUG_EXIT=y|n            offer isa-debug-exit (default y). Without it a reset starts the guest
#                             again, and only powering off through ACPI ends it
#   TIMEOUT=SECONDS           ends a guest that runs longer (default: never)
#   SERIAL_LOG=FILE           copy of everything on the console (default: serial.log beside IMAGE)
#   QEMUFLAGS="..."           further words for QEMU
#
# Exit status: that of the program (0 to 255). Beyond it: 124 timed out; 125 the kernel panicked, or
# the machine reset without having told a status; 126 QEMU did not start; 127 a tool or file is
# missing; 130 interrupted.
#
# How a status travels: the kernel writes it to isa-debug-exit (port 0xf4), and QEMU ends with twice
# that number plus one. 127 there means that the number does not fit: it then stands in the last
# line "exit status N" of the console.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly OVMF=${OVMF:-/usr/share/OVMF}
readonly TIMED_OUT=124 NO_STATUS=125 NOT_STARTED=126 NOT_FOUND=127 INTERRUPTED=130

die() {
	echo "qemu.sh: $*" >&2
	exit $NOT_FOUND
}

usage() {
	sed -n '4,/^set/{/^set/d;s/^#\( \|$\)//p}' "${BASH_SOURCE[0]}" >&2
	exit $NOT_FOUND
}

parse() {
	DEBUG=n IMAGE=
	while [ $# -gt 0 ]; do
		case $1 in
		--debug) DEBUG=y ;;
		-*) usage ;;
		DOOR=* | MACHINE=* | NIC=* | NETDEV=* | RNG=* | CPU=* | MEM=* | ARGS=* | DISK=* | \
			DISK_BUS=* | WINDOW=* | TABLET=* | ACCEL=* | DEBUG_EXIT=* | TIMEOUT=* | \
			SERIAL_LOG=* | QEMUFLAGS=*)
			printf -v "${1%%=*}" %s "${1#*=}"
			;;
		*)
			[ -z "$IMAGE" ] || usage
			IMAGE=$1
			;;
		esac
		shift
	done
	[ -n "$IMAGE" ] || usage
	[ -r "$IMAGE" ] || die "$IMAGE: no such image; build it first (make iso, or make elf)"
}

defaults() {
	MACHINE=${MACHINE:-pc} CPU=${CPU:-max} MEM=${MEM:-128} RNG=${RNG:-y} NETDEV=${NETDEV:-user}
	DEBUG_EXIT=${DEBUG_EXIT:-y} WINDOW=${WINDOW:-none} TABLET=${TABLET:-n}
	SERIAL_LOG=${SERIAL_LOG:-$(dirname "$IMAGE")/serial.log}
	TIMEOUT=${TIMEOUT:-0}
	case $MACHINE in
	pc | pc[,-]* | q35 | q35,*) ;;
	microvm | microvm,*)
		DOOR=${DOOR:-kernel}
		[ "$DOOR" = kernel ] || die "MACHINE=microvm has no DOOR=$DOOR; use DOOR=kernel"
		NIC=${NIC:-none} RNG=n
		[ "$NIC" = none ] || die "MACHINE=microvm has no PCI bus for NIC=$NIC; use NIC=none"
		;;
	*) die "MACHINE=$MACHINE: unknown; pc, q35 or microvm" ;;
	esac
	case $IMAGE in
	*.iso) DOOR=${DOOR:-iso} ;;
	*) DOOR=${DOOR:-kernel} ;;
	esac
	NIC=${NIC:-rtl8139}
}

# The kernel that goes with IMAGE, without debugging information if SUFFIX says so.
elf() {
	local elf=${IMAGE%.*}
	[ ! -r "$elf${1:-}.elf" ] || elf=$elf${1:-}
	elf=$elf.elf
	[ -r "$elf" ] || die "$elf: missing beside $IMAGE; DOOR=$DOOR with these settings needs it"
	printf '%s' "$elf"
}

# The ISO that goes with IMAGE: itself, unless it has to carry other arguments.
iso() {
	local kernel
	if [ "${IMAGE%.iso}" != "$IMAGE" ] && [ -z "${ARGS:+set}" ]; then
		printf '%s' "$IMAGE"
		return
	fi
	kernel=$(elf .stripped) || exit
	"$HERE/iso.sh" "$kernel" "$WORK/bobbin.iso" "${ARGS:-}" || exit $NOT_FOUND
	printf '%s' "$WORK/bobbin.iso"
}

# KVM where it really works: some machines offer /dev/kvm without the processor's support behind it.
accelerator() {
	if grep -qwE 'vmx|svm' /proc/cpuinfo && { : <>/dev/kvm; } 2>/dev/null; then
		echo kvm
	else
		echo tcg
	fi
}

add() {
	QEMU+=("$@")
}

add_firmware() {
	local code=$OVMF/OVMF_CODE_4M.fd vars=$OVMF/OVMF_VARS_4M.fd
	"$HERE/deps.sh" uefi || exit $NOT_FOUND
	# Variables of an earlier boot from another device keep OVMF from finding this one.
	cp "$vars" "$WORK/vars.fd"
	add -drive "if=pflash,format=raw,readonly=on,file=$code"
	add -drive "if=pflash,format=raw,file=$WORK/vars.fd"
}

add_door() {
	local file
	case $DOOR in
	kernel)
		file=$(elf)
		add -kernel "$file"
		[ -z "${ARGS:-}" ] || add -append "$ARGS"
		return
		;;
	iso | iso-disk | uefi | uefi-disk) file=$(iso) ;;
	*) die "DOOR=$DOOR: unknown; iso, uefi, kernel, iso-disk or uefi-disk" ;;
	esac
	case $DOOR in
	uefi*) add_firmware ;;
	esac
	case $DOOR in
	*-disk) add -drive "file=${file//,/,,},format=raw,snapshot=on" ;;
	*) add -boot d -cdrom "$file" ;;
	esac
}

add_disk() {
	[ -n "${DISK:-}" ] || return 0
	[ -w "$DISK" ] ||
		die "DISK=$DISK: no such file, or it cannot be written; make disk makes one"
	add -drive "file=${DISK//,/,,},format=raw,if=none,id=disk0"
	case ${DISK_BUS:-virtio}-$MACHINE in
	virtio-microvm*) add -device virtio-blk-device,drive=disk0 ;;
	virtio-*) add -device virtio-blk-pci,drive=disk0 ;;
	ide-microvm*) die "MACHINE=microvm has no DISK_BUS=ide; use virtio" ;;
	ide-*) add -device ide-hd,drive=disk0 ;;
	*) die "DISK_BUS=$DISK_BUS: unknown; virtio or ide" ;;
	esac
}

add_devices() {
	add_disk
	case $NIC in
	none) add -nic none ;;
	rtl8139) add -netdev "$NETDEV,id=n0" -device rtl8139,netdev=n0,romfile= ;;
	virtio) add -netdev "$NETDEV,id=n0" -device virtio-net-pci,netdev=n0,romfile= ;;
	*) die "NIC=$NIC: unknown; rtl8139, virtio or none" ;;
	esac
	case $MACHINE in
	microvm*) ;;
	*) add -vga std ;;
	esac
	[ "$RNG" = n ] || add -device virtio-rng-pci
	[ "$DEBUG_EXIT" = n ] || add -no-reboot -device isa-debug-exit,iobase=0xf4,iosize=4
}

# The first port of 100 that nobody listens at.
free_port() {
	local port
	for ((port = $1; port < $1 + 100; port++)); do
		{ : <"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || break
	done
	echo "$port"
}

add_window() {
	local port
	case $WINDOW in
	none) add -display none ;;
	gtk | sdl)
		"$HERE/deps.sh" window || exit $NOT_FOUND
		add -display "$WINDOW"
		;;
	vnc)
		port=$(free_port 5900)
		add -display "vnc=127.0.0.1:$((port - 5900))"
		echo "The screen is at 127.0.0.1:$port, for a VNC viewer." >&2
		;;
	*) die "WINDOW=$WINDOW: unknown; none, gtk, sdl or vnc" ;;
	esac
	[ "$TABLET" = n ] || add -device virtio-tablet-pci
}

add_debug() {
	local port kernel app sources
	kernel=$(elf)
	sources="-ex 'dir $(dirname "$HERE")'"
	app=$(cat "$(dirname "$IMAGE")/.app" 2>/dev/null || true)
	# An application from outside the tree is compiled under the name apps/NAME.
	[ -z "$app" ] || sources+=" -ex 'set substitute-path apps/${app##*/} $app'"
	port=$(free_port 1234)
	add -S -gdb "tcp:127.0.0.1:$port"
	echo "The machine waits before its first instruction. In another terminal:" >&2
	echo "  gdb $kernel -x $HERE/gdb.py $sources \\" >&2
	echo "    -ex 'target remote :$port' -ex 'hbreak kmain' -ex 'hbreak main' -ex c" >&2
}

command_line() {
	local flags
	QEMU=(qemu-system-x86_64 -nodefaults -no-user-config)
	add -machine "$MACHINE" -accel "${ACCEL:-$(accelerator)}" -cpu "$CPU" -m "$MEM"
	add -chardev "stdio,id=console,signal=on,logfile=${SERIAL_LOG//,/,,}"
	add -serial chardev:console
	add_door
	add_devices
	add_window
	[ "$DEBUG" = n ] || add_debug
	read -ra flags <<<"${QEMUFLAGS:-}"
	add ${flags[@]+"${flags[@]}"}
}

# Runs QEMU as a child, so that signals sent to this script alone are seen at once; the terminal
# stays its standard input.
run() {
	local status=0
	exec 3<&0
	timeout --foreground -k 2 "$TIMEOUT" "${QEMU[@]}" <&3 3<&- &
	CHILD=$!
	wait "$CHILD" || status=$?
	CHILD=
	return $status
}

# shellcheck disable=SC2317 # called by a trap
end_child() {
	[ -z "${CHILD:-}" ] || { kill -TERM "$CHILD" && wait "$CHILD"; } 2>/dev/null || true
	CHILD=
}

# shellcheck disable=SC2317 # called by a trap
cleanup() {
	end_child
	[ -z "${TERMINAL:-}" ] || stty "$TERMINAL" 2>/dev/null || true
	rm -rf "$WORK"
}

# shellcheck disable=SC2317 # called by a trap
interrupted() {
	trap '' INT TERM
	# First, because the terminal is in QEMU's non-blocking mode, where a write can fail.
	end_child
	printf '\nqemu.sh: interrupted\n' >&2
	exit "$INTERRUPTED"
}

# The number that "exit status N" tells as the console's last words, or nothing: the program can
# print such a line, too, but not behind the kernel's.
told() {
	tr -d '\r' <"$SERIAL_LOG" | awk 'NF { last = $0 }
		END { if (last ~ /^exit status [0-9]+$/) print substr(last, 13) }'
}

fail() {
	echo "qemu.sh: $2 (console: $SERIAL_LOG)" >&2
	exit "$1"
}

# Ends with the program's status, made from QEMU's.
finish() {
	local code=$1 number
	number=$(told)
	case $code in
	124 | 137)
		echo "qemu.sh: the guest's last lines:" >&2
		tail -n 12 "$SERIAL_LOG" | tr -d '\r' | sed 's/^/  | /' >&2
		fail $TIMED_OUT "no end after $TIMEOUT s"
		;;
	0)
		# Powered off through ACPI. With isa-debug-exit there, only a reset ends like this.
		[ "$DEBUG_EXIT" = y ] || exit "${number:-0}"
		[ -n "$number" ] || fail $NO_STATUS "the machine reset, or was ended from outside"
		exit "$number"
		;;
	1)
		[ -s "$SERIAL_LOG" ] || fail $NOT_STARTED "QEMU ended before the guest said a word"
		exit 0
		;;
	esac
	[ $((code % 2)) = 1 ] || fail $NOT_STARTED "QEMU ended with status $code"
	[ "$code" != 255 ] || exit "${number:-$NO_STATUS}"
	exit $(((code - 1) / 2))
}

parse "$@"
"$HERE/deps.sh" run || exit $NOT_FOUND
defaults
WORK=$(mktemp -d)
TERMINAL=$(stty -g 2>/dev/null || true)
trap cleanup EXIT
trap interrupted INT TERM
rm -f "$SERIAL_LOG"
command_line
code=0
run || code=$?
touch "$SERIAL_LOG"
finish "$code"
