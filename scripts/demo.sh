#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/demo.sh (make demo) - one page over verified TLS, and one server that is not believed.
#
# Makes a throw-away certificate authority, starts two HTTPS servers on 127.0.0.1 (one with the
# right certificate for demo.test, one with somebody else's), builds httpsget to trust that
# authority alone, and boots its ISO in QEMU, where 10.0.2.2 is this machine. Exit status 0 only if
# the page came and the impostor was refused. Needs no rights beyond installing packages.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$HERE/.."
O=$(realpath -m "${O:-build}")
readonly O DIR=$O/demo OUT=$O/demo-build
readonly NAME=demo.test HOST=10.0.2.2 REFUSED=4
SERVERS=()

die() {
	echo "demo: $*" >&2
	exit 1
}

say() {
	printf '\n== %s\n' "$*"
}

ruler() {
	printf -- '------------------------------------------------------------ %s\n' "$1"
}

# make without what an outer make passes down.
submake() {
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make O="$OUT" "$@"
}

openssl_quiet() {
	openssl "$@" >"$DIR/openssl.log" 2>&1 ||
		die "openssl $1 failed: $(tail -1 "$DIR/openssl.log")"
}

# authority - a root that exists for this run, in ca.pem.
authority() {
	openssl_quiet req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
		-subj "/CN=Bobbin demonstration root" -addext "keyUsage=critical,keyCertSign" \
		-keyout "$DIR/ca.key" -out "$DIR/ca.pem"
}

# certificate FILE NAME - a server certificate for NAME, signed by the authority.
certificate() {
	openssl_quiet req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" \
		-keyout "$DIR/$1.key" -out "$DIR/$1.csr"
	printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n' "$2" >"$DIR/$1.ext"
	openssl_quiet x509 -req -in "$DIR/$1.csr" -CA "$DIR/ca.pem" -CAkey "$DIR/ca.key" \
		-CAcreateserial -days 30 -extfile "$DIR/$1.ext" -out "$DIR/$1.pem"
}

# The page, as the whole answer that the servers give.
page() {
	local text
	text=$(
		cat <<-PAGE
			Hello from $(uname -n), $(date -u '+%Y-%m-%d %H:%M:%S') UTC.

			This text came over TLS 1.2 from a server on your own machine. The kernel
			that fetched it got its address by DHCP, checked the server's certificate
			against the one authority it was built with, and powers off now.

			Number of this run: $MARK
		PAGE
	)
	printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n' \
		$((${#text} + 1))
	printf 'Connection: close\r\n\r\n%s\n' "$text"
}

# server CERTIFICATE - starts an HTTPS server; its port is then in PORT.
server() {
	local said=$DIR/$1.server.log i
	: >"$said"
	(cd "$DIR/www" && exec openssl s_server -accept 127.0.0.1:0 -HTTP -cert "$DIR/$1.pem" \
		-key "$DIR/$1.key" </dev/null >"$said" 2>&1) &
	SERVERS+=($!)
	for ((i = 0; i < 50; i++)); do
		PORT=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$said")
		[ -z "$PORT" ] || return 0
		sleep 0.1
	done
	die "openssl s_server did not start: $(tail -1 "$said")"
}

# boot LOG WORD... - boots the ISO; the console is shown as it comes, and kept in LOG.
boot() {
	local log=$1 status=0
	shift
	DOOR=iso NIC=rtl8139 TIMEOUT=120 SERIAL_LOG=$log scripts/qemu.sh "$@" "$OUT/bobbin.iso" \
		</dev/null || status=$?
	return $status
}

# What the program printed: the console without the kernel's log lines.
printed() {
	tr -d '\r' <"$1" | grep -v '^\[ *[0-9][0-9.]*\] ' || true
}

# shellcheck disable=SC2317 # called by the trap
stop_servers() {
	[ ${#SERVERS[@]} = 0 ] || kill "${SERVERS[@]}" 2>/dev/null || true
}

build() {
	submake httpsget_defconfig
	submake set OPTS="HTTPSGET_URL=\"https://$NAME:$1/page\" TLS_CA_FILE=\"$DIR/ca.pem\"
		CMDLINE=\"hosts=$NAME:$HOST\""
	submake iso
}

fetch_page() {
	local status=0
	boot "$DIR/page.log" || status=$?
	echo
	ruler "the page, as the machine printed it"
	printed "$DIR/page.log"
	ruler "end of the page"
	[ $status = 0 ] || die "the machine ended with status $status"
	printed "$DIR/page.log" | grep -q "Number of this run: $MARK" || die "the page is not whole"
}

meet_impostor() {
	local status=0 url=https://$NAME:$1/page
	boot "$DIR/impostor.log" ARGS="hosts=$NAME:$HOST -- $url" || status=$?
	echo
	ruler "what the machine said"
	tr -d '\r' <"$DIR/impostor.log" | grep -i 'wrong name' ||
		die "the refusal was not named (status $status)"
	ruler "exit status $status"
	[ $status = $REFUSED ] || die "expected exit status $REFUSED"
	! grep -q "$MARK" "$DIR/impostor.log" || die "the page was read from a server not believed"
}

trap stop_servers EXIT
trap 'exit 130' INT TERM
scripts/deps.sh demo
rm -rf "$DIR"
mkdir -p "$DIR/www"
MARK=$(openssl rand -hex 8)

say "A throw-away authority, and two servers on 127.0.0.1"
authority
certificate right "$NAME"
certificate impostor somebody-else.test
page >"$DIR/www/page"
server right
right_port=$PORT
server impostor
impostor_port=$PORT
echo "port $right_port shows a certificate for $NAME,"
echo "port $impostor_port shows one for somebody-else.test"

say "Building httpsget, which trusts that authority alone"
build "$right_port"

say "Booting it: https://$NAME:$right_port/page"
fetch_page

say "Booting it again, led to the impostor: https://$NAME:$impostor_port/page"
meet_impostor "$impostor_port"

say "Both happened: the page was fetched, the impostor was refused."
