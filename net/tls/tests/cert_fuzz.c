/* SPDX-License-Identifier: MIT */
/* cert_fuzz.c - any bytes as a certificate: the DER reader and all that reads names. */
#include <stdint.h>
#include <string.h>

#include "../name.h"
#include "../report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each part that was found lies within the certificate. */
static void check_inside(struct der part, const uint8_t *data, size_t size)
{
	bool inside = part.len == 0 || (part.data >= data && part.len <= size &&
					(size_t)(part.data - data) <= size - part.len);

	if (!inside)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cert c;
	struct host name, address;
	char text[40], date[DATE_SIZE];

	if (cert_parse((struct der){ data, size }, &c))
		return 0;
	check_inside(c.issuer, data, size);
	check_inside(c.subject, data, size);
	check_inside(c.names, data, size);
	host_parse("www.example.test", &name);
	host_parse("192.0.2.1", &address);
	host_matches(&name, &c);
	host_matches(&address, &c);
	cert_list_names(&c, text, sizeof(text));
	cert_common_name(c.subject, text, sizeof(text));
	format_date(c.not_before, date);
	format_date(c.not_after, date);
	return 0;
}
