#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/preset.sh PRESET COMPILER GOAL... - builds a preset as it is, once for all rings of tests.
#
# The images are in $O/presets/COMPILER-PRESET (O: build). Who wants the same ones at the same time
# waits; the next one finds them built. Exit status: make's.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$HERE/.."
[ $# -ge 3 ] || { echo "usage: preset.sh PRESET COMPILER GOAL..." >&2 && exit 2; }
readonly PRESET=$1 COMPILER=$2
shift 2
folder=$(realpath -m "${O:-build}")/presets/$COMPILER-$PRESET
mkdir -p "$folder"
exec 9>"$folder.lock"
flock 9
unset MAKEFLAGS MAKELEVEL MFLAGS
make O="$folder" "${PRESET}_defconfig" 9>&-
make O="$folder" CC="$COMPILER" "$@" 9>&-
