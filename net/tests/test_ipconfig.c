/* SPDX-License-Identifier: MIT */
/* test_ipconfig.c - what ip= and hosts= mean, and what they refuse. */
#include <errno.h>
#include <string.h>

#include <test/test.h>

#include "../hosts.h"
#include "../ipconfig.h"
#include "../text.h"

static int parse(const char *text, struct ip_config *c)
{
	const char *why = "";
	int err = ip_config_parse(text, c, &why);

	CHECK(!err || why[0]); /* a refusal has a reason */
	return err;
}

static int is(const ip4_addr_t *ip, const char *want)
{
	char buf[IP4_TEXT];

	return strcmp(ip4_text(ip, buf), want) == 0;
}

TEST(ip_option_has_three_modes)
{
	struct ip_config c;

	CHECK_EQ(parse("dhcp", &c), 0);
	CHECK_EQ(c.mode, IP_MODE_DHCP);
	CHECK_EQ(parse("off", &c), 0);
	CHECK_EQ(c.mode, IP_MODE_OFF);
	CHECK_EQ(parse("192.0.2.7/24", &c), 0);
	CHECK_EQ(c.mode, IP_MODE_STATIC);
	CHECK(is(&c.address, "192.0.2.7") && is(&c.netmask, "255.255.255.0"));
	CHECK(ip4_addr_isany(&c.gateway));
	CHECK_EQ(c.server_count, 0);
}

TEST(ip_option_lists_gateway_and_name_servers)
{
	struct ip_config c;

	CHECK_EQ(parse("10.0.2.15/20,10.0.2.2,10.0.2.3,8.8.8.8,9.9.9.9", &c), 0);
	CHECK(is(&c.netmask, "255.255.240.0") && is(&c.gateway, "10.0.2.2"));
	CHECK_EQ(c.server_count, 3);
	CHECK(is(&c.servers[0], "10.0.2.3") && is(&c.servers[2], "9.9.9.9"));
}

TEST(ip_option_refuses_what_makes_no_sense)
{
	static const char *const wrong[] = {
		"",
		"x",
		"DHCP",
		"dhcp ",
		"10.0.0.2",
		"10.0.0.2/",
		"10.0.0.2/0",
		"10.0.0.2/33",
		"10.0.0.2/024",
		"10.0.0/24",
		"10.0.0.256/24",
		"010.0.0.2/24",
		"300.1.1.1/24",
		"4294967306.0.0.2/24",
		"10.0.0.2/24,",
		"10.0.0.2/24,y",
		"10.0.0.2/24,10.0.1.1",
		"10.0.0.2/24,10.0.0.1,",
		"10.0.0.2/24,10.0.0.1,8.8.8.8x",
		"10.0.0.2/24,10.0.0.1,1.1.1.1,2.2.2.2,3.3.3.3,4.4.4.4",
		"127.0.0.1/8",
		"0.0.0.1/24",
		"224.0.0.1/24",
		"255.255.255.255/32",
		"10.0.0.0/24",
		"10.0.0.255/24",
	};
	struct ip_config c;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		if (!CHECK_EQ(parse(wrong[i], &c), -EINVAL))
			CHECK_STR(wrong[i], "refused");
	}
}

TEST(ip_option_takes_the_smallest_networks)
{
	struct ip_config c;

	CHECK_EQ(parse("10.0.0.0/31,10.0.0.1", &c), 0);
	CHECK_EQ(parse("10.0.0.255/32", &c), 0);
	CHECK(is(&c.netmask, "255.255.255.255"));
	CHECK_EQ(parse("10.0.0.1/1", &c), 0);
	CHECK(is(&c.netmask, "128.0.0.0"));
}

TEST(hosts_option_gives_its_entries_in_order)
{
	const char *s = "demo.test:10.0.2.2,a_b-c.D:1.2.3.4";
	struct host_entry e;

	CHECK_EQ(hosts_next(&s, &e), 1);
	CHECK_EQ(e.name_len, 9);
	CHECK(strncmp(e.name, "demo.test", 9) == 0 && is(&e.ip, "10.0.2.2"));
	CHECK_EQ(hosts_next(&s, &e), 1);
	CHECK(e.name_len == 7 && is(&e.ip, "1.2.3.4"));
	CHECK_EQ(hosts_next(&s, &e), 0);
}

TEST(hosts_option_refuses_what_is_no_entry)
{
	static const char *const wrong[] = {
		",",
		"a",
		"a:",
		":1.2.3.4",
		"a:1.2.3",
		"a:1.2.3.4,",
		"a:1.2.3.4x",
		"a b:1.2.3.4",
		"a\n:1.2.3.4",
		"a:1.2.3.4;b:1.2.3.4",
		"\xc3\xa4:1.2.3.4",
	};
	struct host_entry e;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		const char *s = wrong[i];
		if (!CHECK_EQ(hosts_next(&s, &e), -EINVAL))
			CHECK_STR(wrong[i], "refused");
		CHECK(s == wrong[i]);
	}
}

TEST(hosts_option_bounds_the_length_of_a_name)
{
	char text[300];
	const char *s = text;
	struct host_entry e;

	memset(text, 'n', 253);
	strcpy(text + 253, ":1.2.3.4");
	CHECK_EQ(hosts_next(&s, &e), 1);
	memset(text, 'n', 254);
	strcpy(text + 254, ":1.2.3.4");
	s = text;
	CHECK_EQ(hosts_next(&s, &e), -EINVAL);
}

TEST(text_add_counts_what_does_not_fit)
{
	char buf[8];
	size_t len = text_add(buf, sizeof(buf), 0, "%s", "abcde");

	CHECK_EQ(len, 5);
	len = text_add(buf, sizeof(buf), len, "%s", "fghij");
	CHECK_EQ(len, 10);
	CHECK_STR(buf, "abcdefg");
	CHECK_EQ(text_add(buf, sizeof(buf), len, "%d", 12345), 15);
	CHECK_STR(buf, "abcdefg");
}
