/* SPDX-License-Identifier: MIT */
/* file.h - a TLS session as an open file; behind tls_client() and tls_status(). */
#ifndef TLS_FILE_H
#define TLS_FILE_H

#include <core/compiler.h>
#include <net/tls.h>
#include "session.h"

/** As tls_client() with the anchors given. Returns the new descriptor or -errno. */
int tls_file_open(int fd, const struct tls_config *cfg, struct tls_trust trust,
		  struct tls_report *why) MAY_SLEEP;

/** As tls_status(). 0, -EBADF, or -EINVAL when fd is no TLS descriptor. */
int tls_file_status(int fd, struct tls_report *why) MAY_SLEEP;

#endif
