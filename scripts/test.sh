#!/bin/bash
# SPDX-License-Identifier: MIT
#
# scripts/test.sh [--update] RING... - runs rings of tests and counts them.
#
#   style   what can be checked without running an image (scripts/check.sh)
#   host    unit tests on this machine, under ASan and UBSan
#   fuzz    every parser of outside bytes under libFuzzer, FUZZ_SECONDS each (default 20)
#   power   every state that a power cut leaves on a disk, mounted and judged (POWER_STATES)
#   guest   the same table and more, in a guest (apps/selftest), with files on a disk too
#   build   what make does with right and wrong input
#   e2e     images against real and hostile servers
#   posix   the Open POSIX Test Suite, on an image and on Linux (tests/posix)
#   matrix  many configurations, each built and run; the ledgers of cost and size
#   soak    the long runs, hours of them; SOAK="PART..." some of these, TESTS= of the first two:
#             boots   hundreds of fetches; BOOTS (20) per door
#             matrix  every product of the choices
#             files   FS_OPS (20 million) operations, FAT_ROUNDS (200) workloads with power cuts
#             gui     GUI_EVENTS (1 million)
#             power   POWER_STATES (10 million) of power cuts, from POWER_SEED (1) on
#             fuzz    FUZZ_RUNS (2 million) inputs per target, from FUZZ_SEED (1); 0: any
#   check   style        all     host, power, fuzz, guest, build, e2e, posix, matrix
#
# Every ring prints TAP lines, "ok NAME" and "not ok NAME", behind "RING: " when some run beside the
# others; the last line of a run is "N passed, N failed", with ", N skipped" when some were. The
# names are committed in tests/expected/RING.txt: one that is missing, newly skipped, or not listed
# there is a failure; --update rewrites the lists. TESTS=PATTERN runs some tests, and then the lists
# are not consulted; a pattern without a test in any of the rings is a failure.
#
# $O/results.json (default: build/results.json) tells the same to machines: name, verdict and
# seconds of every test of the run (scripts/results.py describes it). Before the last line of a
# whole run stands what it proved: the milestones, and how many claims (tests/evidence.txt); and of
# every run what failed, named once more.
#
# Exit status: 0 when nothing failed.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$HERE/.."
O=$(realpath -m "${O:-build}")
readonly O PATTERN=${TESTS:-}
UPDATE=n PASSED=0 FAILED=0 SKIPPED=0

usage() {
	sed -n '4,/^set/{/^set/d;s/^#\( \|$\)//p}' "${BASH_SOURCE[0]}" >&2
	exit 2
}

# make without what an outer make passes down.
submake() {
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make "$@"
}

ring_style() {
	scripts/deps.sh check
	scripts/check.sh
}

ring_host() {
	scripts/deps.sh test
	submake test-host O="$O" TESTS="$PATTERN" 2>&1
}

# What a target begins with: NAME_fuzz.txt, where there is one, has an input per line, in
# hexadecimal. Prints the folder of these.
fuzz_inputs() {
	local folder=$O/test/inputs-$1 list
	list=$(find arch core drivers fs net gui apps -name "$1_fuzz.txt")
	rm -rf "$folder"
	mkdir -p "$folder"
	[ -z "$list" ] || python3 -c '
import pathlib, sys
for number, line in enumerate(open(sys.argv[1], encoding="ascii")):
	pathlib.Path(sys.argv[2], str(number)).write_bytes(bytes.fromhex(line))' "$list" "$folder"
	echo "$folder"
}

# FUZZ_SEED=0 lets libFuzzer choose; what it found is kept in $O/test. FUZZ_RUNS=N: N inputs each,
# however long that takes.
ring_fuzz() {
	local target name log limit=-max_total_time=${FUZZ_SECONDS:-20}
	[ -z "${FUZZ_RUNS:-}" ] || limit=-runs=$FUZZ_RUNS
	scripts/deps.sh test
	submake fuzz O="$O" 2>&1 || return
	echo "# seed ${FUZZ_SEED:-1}, $limit each"
	for target in "$O"/host/fuzz/*; do
		name=$(basename "$target")
		[[ -x $target && $name == *"$PATTERN"* ]] || continue
		log=$O/test/fuzz-$name.log
		rm -rf "$O/test/found-$name"
		mkdir -p "$O/test/found-$name"
		if "$target" -seed="${FUZZ_SEED:-1}" "$limit" \
			-print_final_stats=1 -artifact_prefix="$O/test/$name-" \
			"$O/test/found-$name" "$(fuzz_inputs "$name")" >"$log" 2>&1; then
			echo "ok $name # $(awk '/executed_units/ { print $2 }' "$log") inputs"
		else
			echo "not ok $name"
			tail -n 20 "$log" | sed 's/^/# /'
		fi
	done
}

# The harness is compiled without sanitizers: a state takes a third of a millisecond.
ring_power() {
	submake tools O="$O" 2>&1 || return
	"$O/bin/powercut-ctfs" --states "${POWER_STATES:-100000}" --seed "${POWER_SEED:-1}" \
		${PATTERN:+"$PATTERN"}
}

ring_guest() {
	local out=$O/presets/gcc-selftest log=$O/test/guest.serial disk=$O/test/scratch.img
	env O="$O" scripts/preset.sh selftest gcc elf || return
	rm -f "$disk" && truncate -s 32M "$disk"
	DOOR=kernel TIMEOUT=300 SERIAL_LOG=$log DISK=$disk \
		ARGS="scratch=vda${PATTERN:+ -- $PATTERN}" \
		scripts/qemu.sh "$out/bobbin.elf" </dev/null 2>&1
}

run_pytest() {
	PYTHONPATH=tests PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m pytest \
		-p no:terminal -p no:cacheprovider -p tap_plugin \
		${PATTERN:+-k "$PATTERN"} "$@" </dev/null 2>&1
}

ring_build() {
	scripts/deps.sh test
	BUILD_OUT=$O/build-ring run_pytest tests/build
}

ring_matrix() {
	scripts/deps.sh test
	MATRIX_OUT=$O/matrix run_pytest -m 'not soak' tests/matrix
}

# --update also writes tests/posix/verdicts.txt again.
ring_posix() {
	local update=()
	scripts/deps.sh test linux && scripts/fetch musl posixtestsuite || return
	[ "$UPDATE" = n ] || update=(--update)
	tests/posix/run.py ${update[@]+"${update[@]}"} "$O/posix" "$PATTERN"
}

# The namespace of the e2e ring has no way out, so sources are fetched before.
ring_e2e() {
	local version
	scripts/deps.sh test sqlite
	for version in third_party/*/VERSION; do
		scripts/fetch "$(basename "$(dirname "$version")")"
	done
	E2E_OUT=$O/e2e scripts/netns.sh "$HERE/test.sh" --inside
}

soak_boots() {
	BOOTS=${BOOTS:-20} TESTS=${PATTERN:-again_and_again or endurance} ring_e2e
}

soak_matrix() {
	MATRIX_OUT=$O/matrix run_pytest -m soak tests/matrix
}

soak_files() {
	local status=0
	FS_OPS=${FS_OPS:-20000000} submake test-host O="$O" TESTS=agree 2>&1 || status=$?
	FAT_ROUNDS=${FAT_ROUNDS:-200} submake test-host O="$O" TESTS=survives_power_cuts 2>&1 ||
		status=$?
	return $status
}

soak_gui() {
	GUI_EVENTS=${GUI_EVENTS:-1000000} submake test-host O="$O" TESTS=gui_random 2>&1
}

soak_power() {
	POWER_STATES=${POWER_STATES:-10000000} ring_power
}

soak_fuzz() {
	FUZZ_RUNS=${FUZZ_RUNS:-2000000} ring_fuzz
}

# With a pattern, and no parts named, only those that boot.
ring_soak() {
	local part parts="boots matrix" status=0
	[ -n "$PATTERN" ] || parts+=" files gui power fuzz"
	for part in ${SOAK:-$parts}; do
		"soak_$part" || status=$?
	done
	return $status
}

# Reads TAP, prints "STATE NAME" per test; STATE is ok, fail or skip.
results() {
	tr -d '\r' | awk '/^(not )?ok / {
		state = $1 == "not" ? "fail" : /# SKIP/ ? "skip" : "ok"
		sub(/^(not )?ok( [0-9]+)?( -)? +/, "")
		sub(/ *# .*$/, "")
		print state, $0
	}'
}

# Holds the results of a ring against the committed names; prints what differs as failures.
compare() {
	local ring=$1 found=$2 list=tests/expected/$1.txt
	[ -z "$PATTERN" ] && [ "$ring" != soak ] || return 0
	if [ "$UPDATE" = y ]; then
		sed -E 's/^(ok|fail) //' "$found" | LC_ALL=C sort >"$list"
		return
	fi
	if [ ! -f "$list" ]; then
		echo "not ok $ring: $list is missing: scripts/test.sh --update $ring"
		return
	fi
	sed -E 's/^(ok|fail) //' "$found" | LC_ALL=C sort >"$found.names"
	LC_ALL=C comm -3 "$list" "$found.names" | while IFS= read -r line; do
		case $line in
		$'\t'"skip "*) echo "not ok ${line#$'\t'skip } (newly skipped)" ;;
		$'\t'*) echo "not ok ${line#$'\t'} (not listed: scripts/test.sh --update $ring)" ;;
		"skip "*) ;;
		*) grep -qxF "skip $line" "$found" || echo "not ok $line (missing)" ;;
		esac
	done
}

# True when a ring that ended with STATUS failed only because TESTS= is for another ring: a TAP plan
# of no test, or pytest's own status for that.
matched_nothing() {
	local status=$1 log=$2
	[ -n "$PATTERN" ] && [ ! -s "$log.results" ] &&
		{ [ "$status" = 5 ] || grep -q '^1\.\.0' "$log"; }
}

count() {
	grep -c "^$1 " "$2" || true
}

# Runs one ring; its sums go to a file, "PASSED FAILED SKIPPED SECONDS".
run_ring() {
	local ring=$1 log=$O/test/$1.log status=0 failed differences start=$SECONDS
	echo "# ring: $ring"
	"ring_$ring" | tee "$log" || status=$?
	results <"$log" >"$log.results"
	differences=$(compare "$ring" "$log.results")
	[ -z "$differences" ] || tee -a "$log" <<<"$differences"
	failed=$(($(count fail "$log.results") + $(grep -c . <<<"$differences" || true)))
	if [ "$status" != 0 ] && [ "$(count fail "$log.results")" = 0 ] &&
		! matched_nothing "$status" "$log"; then
		echo "not ok $ring: ended with status $status" | tee -a "$log"
		failed=$((failed + 1))
	fi
	echo "$(count ok "$log.results") $failed $(count skip "$log.results")" \
		"$((SECONDS - start))" >"$log.sums"
}

# Runs rings one after the other; with a mark, every line tells which ring it is of.
run_lane() {
	local mark=$1 ring
	shift
	for ring in "$@"; do
		if [ -n "$mark" ]; then
			run_ring "$ring" | sed -u "s/^/$ring: /"
		else
			run_ring "$ring"
		fi
	done
}

# The rings that wait more than they compute run beside the others, where there are two CPUs: as a
# process group of its own, so that it can be ended.
run_rings() {
	local ring here=() beside=()
	for ring in "${rings[@]}"; do
		case $ring in
		e2e | posix) beside+=("$ring") ;;
		*) here+=("$ring") ;;
		esac
	done
	if [ ${#here[@]} = 0 ] || [ ${#beside[@]} = 0 ] || [ "$(nproc)" = 1 ]; then
		run_lane "" "${rings[@]}"
		return
	fi
	set -m
	run_lane mark "${beside[@]}" </dev/null &
	LANE=$!
	set +m
	trap 'kill -- -"$LANE" 2>/dev/null' EXIT
	run_lane mark "${here[@]}"
	wait "$LANE" || true # what it did not get to has no sums
	trap - EXIT
}

# Adds the rings' sums up; a ring without any did not come to its end.
sum_up() {
	local ring passed failed skipped seconds
	for ring in "${rings[@]}"; do
		if [ ! -f "$O/test/$ring.log.sums" ]; then
			echo "not ok $ring: ended before its tests did" | tee -a "$O/test/$ring.log"
			FAILED=$((FAILED + 1))
			continue
		fi
		read -r passed failed skipped seconds <"$O/test/$ring.log.sums"
		PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed))
		SKIPPED=$((SKIPPED + skipped))
		results_of+=("$ring=$seconds=$O/test/$ring.log")
	done
}

# Names what failed once more, each with the first line that says why: in a long run these lines
# stand far above.
name_failures() {
	local ring
	for ring in "${rings[@]}"; do
		tr -d '\r' <"$O/test/$ring.log" | awk -v ring="$ring" '
			/^(not )?ok / { wanted = 0 }
			/^not ok / { print "# " ring ": " $0; wanted = 1 }
			/^# E  / && wanted { print "#    " substr($0, 4, 140); wanted = 0 }'
	done
}

rings=()
for word in "$@"; do
	case $word in
	--update) UPDATE=y ;;
	--inside)
		status=0
		run_pytest tests/e2e || status=$?
		exit $status
		;;
	all) rings+=(host power fuzz guest build e2e posix matrix) ;;
	check) rings+=(style) ;;
	style | host | power | fuzz | guest | build | e2e | posix | matrix | soak)
		rings+=("$word")
		;;
	*) usage ;;
	esac
done
[ ${#rings[@]} -gt 0 ] || usage

scripts/deps.sh build
mkdir -p "$O/test"
results_of=()
for ring in "${rings[@]}"; do
	rm -f "$O/test/$ring.log" "$O/test/$ring.log.sums"
done
run_rings
sum_up
scripts/results.py "$O/results.json" "${results_of[@]}"
[ -n "$PATTERN" ] || [ "${rings[*]}" = soak ] || scripts/evidence.py table "$O/results.json"
if [ -n "$PATTERN" ] && [ $((PASSED + FAILED + SKIPPED)) = 0 ]; then
	echo "not ok: no test matches TESTS=$PATTERN"
	FAILED=1
fi
[ $FAILED = 0 ] || name_failures
echo "$PASSED passed, $FAILED failed$([ $SKIPPED = 0 ] || echo ", $SKIPPED skipped")"
[ $FAILED = 0 ]
