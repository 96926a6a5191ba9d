/* SPDX-License-Identifier: MIT */
/* test_sysstat.c - what /proc tells, from texts as they are. */
#include <test/test.h>

#include "../sysstat.h"

TEST(desktop_reads_the_systems_numbers)
{
	struct sysstat s = { 0 }, later = { 0 };

	sysstat_memory(&s, "MemTotal:          65000 kB\nMemFree: 1 kB\nMemAvailable: 42000 kB\n");
	CHECK_EQ(s.memory_kib, 65000);
	CHECK_EQ(s.available_kib, 42000);
	sysstat_self(&s, "heap_used 1\nthreads 7\nuptime 10000000000\nidle 4000000000\n");
	CHECK_EQ(s.threads, 7);
	sysstat_self(&later, "threads 7\nuptime 12000000000\nidle 5500000000\n");
	CHECK_EQ((int)(sysstat_load(&s, &later) + 0.5), 25);
	CHECK_EQ((int)sysstat_load(&later, &later), 0);
}

TEST(desktop_reads_the_networks_counters)
{
	struct sysstat s = { 0 };

	sysstat_network(&s, "Inter-| Receive | Transmit\n face |bytes packets\n"
			    "    lo: 5 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0\n"
			    "  eth0: 1000 10 0 0 0 0 0 0 300 4 0 0 0 0 0 0\n"
			    "  eth1: 24 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n");
	CHECK_EQ(s.received, 1024);
	CHECK_EQ(s.sent, 301);
}

TEST(desktop_writes_times_and_sizes)
{
	char buf[32];

	CHECK_STR(uptime_text(59.9, buf), "0:00:59");
	CHECK_STR(uptime_text(90061, buf), "1 d 1:01:01");
	CHECK_STR(bytes_text(1, buf), "1 byte");
	CHECK_STR(bytes_text(1023, buf), "1023 bytes");
	CHECK_STR(bytes_text(1536, buf), "1.5 KB");
	CHECK_STR(bytes_text(1023 * 1024, buf), "1.0 MB");
	CHECK_STR(bytes_text(64ull << 20, buf), "64 MB");
}
