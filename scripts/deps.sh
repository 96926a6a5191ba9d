#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/deps.sh GROUP... - makes sure that the host has what a GROUP of work needs.
#
# Groups: build, iso, run, window, uefi, debug, test, demo, disk, check, linux, linux-disk, sqlite.
# Missing packages are installed with apt-get when that is allowed (root, or sudo that asks for no
# password); otherwise the one command that installs them is printed and the exit status is 1. Says
# nothing when all is there. Only shell builtins run on that path: every entry point calls this
# script, so it must cost nothing.
#
# The kernel of group linux, and of linux-disk the modules too, is not installed, only taken out of
# its package, into .cache/linux: an installed one would be what the machine boots next. This needs
# no rights.
set -euo pipefail

# One row per need: a command, or a path that exists once the package is installed.
readonly PYLIB=/usr/lib/python3/dist-packages
readonly BUILD="
	make                            make
	gcc                             gcc
	ld                              binutils
	nasm                            nasm
	/usr/bin/python3                python3
	$PYLIB/kconfiglib.py            python3-kconfiglib
	$PYLIB/cryptography             python3-cryptography
	cpio                            cpio
	xz                              xz-utils
	dpkg-source                     dpkg-dev
	flock                           util-linux
	openssl                         openssl
	/etc/ssl/certs/ca-certificates.crt ca-certificates
"
readonly ISO="
	grub-mkimage                    grub-common
	/usr/lib/grub/i386-pc/boot_hybrid.img grub-pc-bin
	/usr/lib/grub/x86_64-efi/moddep.lst grub-efi-amd64-bin
	xorriso                         xorriso
	mformat                         mtools
"
readonly RUN="
	qemu-system-x86_64              qemu-system-x86
"
readonly WINDOW="
	/usr/lib/x86_64-linux-gnu/qemu/ui-gtk.so qemu-system-gui
"
readonly UEFI="
	/usr/share/OVMF/OVMF_CODE_4M.fd ovmf
"
readonly DEBUG="
	gdb                             gdb
"
readonly TEST="
	pytest-3                        python3-pytest
	clang                           clang
	ld.lld                          lld
	/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.fuzzer-x86_64.a libclang-rt-14-dev
	dnsmasq                         dnsmasq-base
	nginx                           nginx-light
	openssl                         openssl
	ip                              iproute2
	iptables                        iptables
	unshare                         util-linux
	sfdisk                          fdisk
	fsck.fat                        dosfstools
	mcopy                           mtools
"
readonly DISK="
	mkfs.fat                        dosfstools
	mcopy                           mtools
"
readonly DEMO="
	openssl                         openssl
	/usr/bin/python3                python3
"
readonly CHECK="
	clang-format-14                 clang-format-14
	shellcheck                      shellcheck
	git                             git
"
readonly SQLITE="
	tclsh                           tcl
"
readonly LINUX_PACKAGE=linux-image-cloud-amd64
readonly LINUX=.cache/linux
# What a kernel for virtual machines needs for a virtio disk and has not built in.
readonly MODULES=(virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci
	virtio_blk)
readonly LINUX_DISK="
	mkfs.ext4                       e2fsprogs
"

usage() {
	echo "usage: deps.sh GROUP...; GROUP is build, iso, run, window, uefi, debug, test, demo," \
		"disk, check, linux, linux-disk or sqlite" >&2
	exit 2
}

# Prints the rows of GROUP; a group may stand on others.
rows() {
	case $1 in
	build) table=$BUILD ;;
	iso) table=$ISO ;;
	run) table=$RUN ;;
	window) table=$RUN$WINDOW ;;
	uefi) table=$UEFI ;;
	debug) table=$DEBUG ;;
	test) table=$BUILD$ISO$RUN$UEFI$TEST ;;
	demo) table=$BUILD$ISO$RUN$DEMO ;;
	disk) table=$DISK ;;
	check) table=$BUILD$CHECK ;;
	linux) table=$BUILD KERNEL=y ;;
	linux-disk) table=$BUILD$LINUX_DISK KERNEL=y WITH_MODULES=y ;;
	sqlite) table=$SQLITE ;;
	*) usage ;;
	esac
}

present() {
	case $1 in
	/*) [ -e "$1" ] ;;
	*) command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ] ;;
	esac
}

# Collects the packages whose need is not met into "missing".
collect() {
	local need package
	while read -r need package; do
		[ -n "$need" ] || continue
		! present "$need" || continue
		[[ " ${missing[*]-} " == *" $package "* ]] || missing+=("$package")
	done <<<"$table"
}

# Runs apt-get with the rights it needs, or fails when there are none.
apt() {
	export DEBIAN_FRONTEND=noninteractive
	if [ "$(id -u)" = 0 ]; then
		apt-get -q -y "$@"
	elif sudo -n true 2>/dev/null; then
		sudo -n --preserve-env=DEBIAN_FRONTEND apt-get -q -y "$@"
	else
		return 1
	fi
}

install() {
	echo "deps.sh: installing ${missing[*]} ..." >&2
	apt install --no-install-recommends "${missing[@]}" >"$log" 2>&1 ||
		{ apt update && apt install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1
}

# The package by its version that $LINUX_PACKAGE stands for.
linux_package() {
	apt-cache depends "$LINUX_PACKAGE" 2>/dev/null |
		sed -n 's/^ *Depends: *\(linux-image-[0-9].*\)$/\1/p' | head -n 1
}

# The kernel's file of module $1, in the unpacked package.
module() {
	find "$work/out/lib/modules" -name "$1.ko" | head -n 1
}

# Puts the distribution's kernel for virtual machines at $LINUX/vmlinuz, its modules beside it.
unpack_linux() {
	local package name
	mkdir -p "$work/deb" "$work/out"
	package=$(linux_package)
	[ -n "$package" ] || { apt update && package=$(linux_package) && [ -n "$package" ]; } ||
		return
	(cd "$work/deb" && apt-get -q download "$package") ||
		{ apt update && package=$(linux_package) &&
			(cd "$work/deb" && apt-get -q download "$package"); } || return
	dpkg-deb -x "$work"/deb/*.deb "$work/out" && mkdir -p "$LINUX" || return
	for name in "${MODULES[@]}"; do
		mv "$(module "$name")" "$LINUX/" || return
	done
	mv "$work"/out/boot/vmlinuz-* "$LINUX/vmlinuz"
}

need_linux() {
	cd "${BASH_SOURCE[0]%/*}/.."
	[ ! -e "$LINUX/vmlinuz" ] || { [ "$WITH_MODULES" = y ] &&
		[ ! -e "$LINUX/${MODULES[-1]}.ko" ]; } || return 0
	echo "deps.sh: taking the kernel out of $LINUX_PACKAGE ..." >&2
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	unpack_linux >"$work/log" 2>"$work/err" && return
	tail -qn 5 "$work/log" "$work/err" >&2
	echo "deps.sh: no Linux to compare with: apt-get cannot download $LINUX_PACKAGE; a kernel" \
		"(bzImage) put at $LINUX/vmlinuz would do" >&2
	exit 1
}

[ $# -gt 0 ] || usage
missing=()
table=
KERNEL=n WITH_MODULES=n
for group in "$@"; do
	rows "$group"
	collect
done
[ "$KERNEL" = n ] || (need_linux) || exit 1
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "deps.sh: missing on this machine (names of Debian's packages): ${missing[*]}" >&2
	exit 1
fi
if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
	log=$(mktemp)
	trap 'rm -f "$log"' EXIT
	if install; then
		echo "deps.sh: installed" >&2
		exit 0
	fi
	tail -5 "$log" >&2
	echo "deps.sh: apt-get could not install them; after mending it, run:" >&2
else
	echo "deps.sh: some tools are missing; install them with:" >&2
fi
echo "  sudo apt-get install --no-install-recommends ${missing[*]}" >&2
exit 1
