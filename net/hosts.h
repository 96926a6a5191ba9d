/* SPDX-License-Identifier: MIT */
/* hosts.h - the option hosts=NAME:ADDRESS[,NAME:ADDRESS...], published as /etc/hosts. */
#ifndef NET_HOSTS_H
#define NET_HOSTS_H

#include <stddef.h>
#include <core/compiler.h>

#include "lwip/ip4_addr.h"

/** One entry of the option; name points into its text. */
struct host_entry {
	const char *name;
	size_t name_len; /* bytes, 1..253 */
	ip4_addr_t ip;
};

/** Reads the entry at *text and moves *text behind it and its comma. 1; 0 at the end;
 *  -EINVAL when it is no NAME:ADDRESS, *text then at its start. */
int hosts_next(const char **text, struct host_entry *out);

/** Checks the option and registers /etc/hosts. A wrong option is logged and counts as
 *  empty: -EINVAL. */
int hosts_init(void);

#endif
