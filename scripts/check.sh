#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/check.sh - the rules that a machine can check without running an image; TAP on stdout.
#
# Images are built by scripts/preset.sh. A check that fails shows why in "# " lines.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$HERE/.."
O=$(realpath -m "${O:-build}")
export O
readonly O OUT=$O/check PRESETS=$O/presets
# What the layers below libc may take from it (docs/DESIGN.md): no state, no SSE, no errno.
readonly BELOW_LIBC="memcpy memmove memset memcmp memchr strlen strcmp strncmp strnlen"
# Where the kernel enters the program, tls_client() answers it, and what the compiler calls.
readonly AT_THE_SEAM="__libc_start_main main __errno_location __popcountdi2"

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

# Objects of the layers below libc, and those that the build generates, in FOLDER.
lower_objects() {
	find "$1"/obj/{arch,core,drivers,fs,net,gen} -name '*.o' \
		! -path '*/libc/*' ! -path '*/tests/*'
}

# What those objects, the libraries of net and the linker script define.
lower_names() {
	local libraries
	libraries=$(grep -oE '[^ ]*/lib(lwip|bearssl)\.a' "$1/gen/flags/link")
	# shellcheck disable=SC2086 # a list of files
	{ lower_objects "$1" && printf '%s\n' $libraries; } | xargs nm --defined-only |
		awk 'NF == 3 { print $3 }'
	nm --defined-only "$1/bobbin.elf" | awk '$3 ~ /^__(start|stop)_/ { print $3 }'
	grep -oE '\b__[a-z_]+ = ' arch/x86_64/link.ld | cut -d' ' -f1
}

# The lower layers call libc for the short list and for nothing else.
undefined_symbols() {
	local folder=$PRESETS/gcc-httpsget wrong
	lower_names "$folder" | LC_ALL=C sort -u >"$OUT/defined"
	lower_objects "$folder" | xargs nm -A --undefined-only | awk '{ print $NF, $1 }' |
		LC_ALL=C sort >"$OUT/undefined"
	wrong=$(LC_ALL=C join -v 1 "$OUT/undefined" "$OUT/defined" |
		grep -vE "^(${BELOW_LIBC// /|}|${AT_THE_SEAM// /|}) " || true)
	[ -z "$wrong" ] || { echo "$wrong" && return 1; }
}

# FS belongs to libc's threads: code below it that used %fs would read the program's memory.
no_fs_below_libc() {
	local wrong
	wrong=$(lower_objects "$PRESETS/gcc-httpsget" | while IFS= read -r object; do
		objdump -d --no-show-raw-insn "$object" | grep '%fs:' | sed "s|^|$object: |" || true
	done)
	[ -z "$wrong" ] || { echo "$wrong" && return 1; }
}

# instructions PATTERN COMPILER: none of those objects has an instruction like PATTERN.
instructions() {
	local wrong
	wrong=$(lower_objects "$PRESETS/$2-httpsget" | while IFS= read -r object; do
		objdump -d --no-show-raw-insn "$object" | grep -E -e "$1" |
			sed "s|^|$object: |" || true
	done)
	[ -z "$wrong" ] || { echo "$wrong" | head -n 20 && return 1; }
}

# The page of system calls is what core/syscall.tbl and the probes make of it.
syscall_docs() {
	scripts/gen-syscall-docs.py docs >"$OUT/SYSCALLS.md" &&
		diff -u docs/SYSCALLS.md "$OUT/SYSCALLS.md"
}

FAILED=n
mkdir -p "$OUT"
check "style: lengths, licences, leftovers" style
check "style: clang-format" format
check "style: shellcheck" shell
for file in configs/*_defconfig; do
	name=$(basename "$file" _defconfig)
	check "preset: $name is what savedefconfig writes" preset "$name"
	check "image: $name builds with gcc" scripts/preset.sh "$name" gcc elf
	check "image: $name builds with clang" scripts/preset.sh "$name" clang elf
done
check "docs: SYSCALLS.md is current" syscall_docs
check "evidence: every claim has its tests" scripts/evidence.py check
check "layers: undefined symbols below libc" undefined_symbols
check "layers: no %fs below libc" no_fs_below_libc
for compiler in gcc clang; do
	# Interrupt handlers do not save what these would change (XSAVE and the like do not).
	check "layers: no vector registers below libc, $compiler" \
		instructions '%[xyz]mm|%st\b|\bfi?ld[lst]? ' "$compiler"
	check "layers: no red zone below libc, $compiler" \
		instructions '-0x[0-9a-f]+\(%rsp\)' "$compiler"
done
[ $FAILED = n ]
