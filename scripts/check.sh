#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/check.sh - the rules that a machine can check without running an image; TAP on stdout.
#
# Images are built in $O/check. A check that fails shows why in "# " lines.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$HERE/.."
O=$(realpath -m "${O:-build}")
readonly O OUT=$O/check
# What the layers below libc may take from it (docs/DESIGN.md): no state, no SSE, no errno.
readonly BELOW_LIBC="memcpy memmove memset memcmp memchr strlen strcmp strncmp strnlen"

# check NAME COMMAND... - one TAP line; COMMAND's output is shown when it fails.
check() {
	local name=$1 said
	shift
	if said=$("$@" 2>&1); then
		echo "ok $name"
	else
		echo "not ok $name"
		printf '# %s\n' "${said//$'\n'/$'\n'# }"
		FAILED=y
	fi
}

submake() {
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make "$@"
}

sources() {
	git ls-files -- "$@" | while IFS= read -r file; do
		[ ! -f "$file" ] || echo "$file"
	done
}

style() {
	sources . | xargs scripts/check-style.py
}

format() {
	sources '*.c' '*.h' | xargs clang-format-14 --dry-run --Werror
}

shell() {
	sources 'scripts/*.sh' .ci/run | xargs shellcheck
}

# A preset holds what savedefconfig would write, and nothing else.
preset() {
	local folder=$OUT/preset-$1
	submake O="$folder" "$1_defconfig" && submake O="$folder" savedefconfig &&
		diff -u "configs/$1_defconfig" "$folder/defconfig"
}

image() {
	local folder=$OUT/$2-$1
	submake O="$folder" "$1_defconfig" && submake O="$folder" CC="$2" elf
}

# Objects of the layers below libc in FOLDER.
lower_objects() {
	find "$1"/obj/{arch,core,drivers,fs,net} -name '*.o' ! -path '*/libc/*' ! -path '*/tests/*'
}

# The lower layers call libc for the short list above and for nothing else.
undefined_symbols() {
	local folder=$OUT/gcc-httpsget ours wrong
	ours=$(find "$folder/obj" -name '*.o' -exec nm --defined-only {} + | awk 'NF == 3 { print $3 }')
	wrong=$(lower_objects "$folder" | xargs nm -A --undefined-only | awk '{ print $NF, $1 }' |
		awk -v allowed="$BELOW_LIBC" -v ours="$ours" '
			BEGIN {
				split(allowed, a, " "); for (i in a) ok[a[i]] = 1
				split(ours, o, "\n"); for (i in o) ok[o[i]] = 1
			}
			!($1 in ok) && $1 !~ /^(br_|_|__)/ { print }' |
		grep -vE "^($(lwip_symbols "$folder")) " || true)
	[ -z "$wrong" ] || { echo "$wrong" && return 1; }
}

# lwIP's own symbols as one alternation; net may call them.
lwip_symbols() {
	local archive
	archive=$(find .cache -name liblwip.a | head -1)
	[ -n "$archive" ] || return 0
	nm --defined-only "$archive" | awk 'NF == 3 { print $3 }' | sort -u | paste -sd '|'
}

# FS belongs to libc's threads: code below it that used %fs would read the program's memory.
no_fs_below_libc() {
	local wrong
	wrong=$(lower_objects "$OUT/gcc-httpsget" | while IFS= read -r object; do
		objdump -d --no-show-raw-insn "$object" | grep '%fs:' | sed "s|^|$object: |" || true
	done)
	[ -z "$wrong" ] || { echo "$wrong" && return 1; }
}

FAILED=n
mkdir -p "$OUT"
check "style: lengths, licences, leftovers" style
check "style: clang-format" format
check "style: shellcheck" shell
for file in configs/*_defconfig; do
	name=$(basename "$file" _defconfig)
	check "preset: $name is what savedefconfig writes" preset "$name"
	check "image: $name builds with gcc" image "$name" gcc
	check "image: $name builds with clang" image "$name" clang
done
check "layers: undefined symbols below libc" undefined_symbols
check "layers: no %fs below libc" no_fs_below_libc
[ $FAILED = n ]
