#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/netns.sh COMMAND... - runs COMMAND in a network of its own.
#
# The network namespace holds nothing but a loopback interface: what COMMAND starts can neither
# reach beyond this machine nor disturb its ports, and may make bridges, taps and packet filters as
# it likes. Inside, /etc/resolv.conf names 127.0.0.1, where a test may answer. Needs no rights where
# user namespaces are allowed.
set -euo pipefail

enter() {
	local dir=$1
	shift
	echo "nameserver 127.0.0.1" >"$dir/resolv.conf"
	mount --bind "$dir/resolv.conf" /etc/resolv.conf
	ip link set lo up
	export NETNS_INSIDE=1
	"$@"
}

if [ "${1:-}" = --inside ]; then
	shift
	enter "$@"
	exit
fi

[ $# -gt 0 ] || { echo "usage: netns.sh COMMAND..." >&2 && exit 2; }
PATH=$PATH:/usr/sbin:/sbin
flags=(--net --mount)
if ! unshare "${flags[@]}" true 2>/dev/null; then
	flags+=(--map-root-user)
	unshare "${flags[@]}" true || {
		echo "netns.sh: no right to make a network namespace; root has it" >&2
		exit 1
	}
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
status=0
unshare "${flags[@]}" --kill-child -- "${BASH_SOURCE[0]}" --inside "$dir" "$@" || status=$?
exit $status
