/* SPDX-License-Identifier: MIT */
/* report.h - filling in struct tls_report: what went wrong, in words. */
#ifndef TLS_REPORT_H
#define TLS_REPORT_H

#include <stdint.h>
#include <core/compiler.h>
#include <net/tls.h>

/** Bytes of a date "2026-11-21" with its NUL. */
#define DATE_SIZE 11

/** Notes the failure unless one is noted already: the first cause is the cause. */
void report_set(struct tls_report *why, int error, const char *fmt, ...) PRINTF_LIKE(3, 4);

/** Notes what BearSSL's engine error err (BR_ERR_*, alerts included) means. */
void report_engine(struct tls_report *why, int err);

/** The alert (RFC 5246 7.2.2) that tells the server of an enum tls_error. */
unsigned char report_alert_number(int error);

/** Writes the day of a time (s since 1970-01-01 UTC, years 1 to 9999) as ISO 8601. */
void format_date(int64_t seconds, char buf[DATE_SIZE]);

#endif
