/* SPDX-License-Identifier: MIT */
/*
 * report.c - TLS failures in words, one line each.
 *
 * The engine's numbers are BearSSL's; alerts are named as in RFC 5246 7.2.2 and
 * RFC 6066 9. An X.509 error arrives here only when the verifier, which knows more,
 * has not reported already.
 */
#include <stdarg.h>
#include <stddef.h>

#include <bearssl.h>

#include <core/printf.h>
#include "report.h"

struct error_text {
	int number;
	int error; /* enum tls_error */
	const char *text;
};

static const struct error_text engine_errors[] = {
	{ BR_ERR_UNSUPPORTED_VERSION, TLS_ERR_PROTOCOL, "server does not offer TLS 1.2" },
	{ BR_ERR_BAD_VERSION, TLS_ERR_PROTOCOL, "server changed the protocol version midway" },
	{ BR_ERR_BAD_LENGTH, TLS_ERR_PROTOCOL, "server sent a record of impossible length" },
	{ BR_ERR_TOO_LARGE, TLS_ERR_PROTOCOL, "server sent a record that is too large" },
	{ BR_ERR_BAD_MAC, TLS_ERR_PROTOCOL, "a record was damaged or forged on the way" },
	{ BR_ERR_NO_RANDOM, TLS_ERR_NO_ENTROPY, "no entropy to make keys from" },
	{ BR_ERR_BAD_CIPHER_SUITE, TLS_ERR_PROTOCOL,
	  "server chose a cipher suite that was not offered" },
	{ BR_ERR_BAD_COMPRESSION, TLS_ERR_PROTOCOL, "server chose to compress, which is unsafe" },
	{ BR_ERR_EXTRA_EXTENSION, TLS_ERR_PROTOCOL,
	  "server answered an extension that was not sent" },
	{ BR_ERR_BAD_FINISHED, TLS_ERR_BAD_SIGNATURE,
	  "handshake was altered on the way (Finished does not match)" },
	{ BR_ERR_BAD_SIGNATURE, TLS_ERR_BAD_SIGNATURE,
	  "server's signature on its key exchange is wrong" },
	{ BR_ERR_INVALID_ALGORITHM, TLS_ERR_PROTOCOL,
	  "server chose a curve or signature algorithm that was not offered" },
	{ BR_ERR_WRONG_KEY_USAGE, TLS_ERR_WRONG_USAGE,
	  "certificate's key may not be used for this key exchange" },
};

static const struct error_text alerts[] = {
	{ 0, TLS_ERR_CLOSED, "close_notify" },
	{ 10, TLS_ERR_ALERT, "unexpected_message" },
	{ 20, TLS_ERR_ALERT, "bad_record_mac" },
	{ 22, TLS_ERR_ALERT, "record_overflow" },
	{ 40, TLS_ERR_ALERT, "handshake_failure: no common cipher suite or curve" },
	{ 42, TLS_ERR_ALERT, "bad_certificate" },
	{ 43, TLS_ERR_ALERT, "unsupported_certificate" },
	{ 44, TLS_ERR_ALERT, "certificate_revoked" },
	{ 45, TLS_ERR_ALERT, "certificate_expired" },
	{ 46, TLS_ERR_ALERT, "certificate_unknown" },
	{ 47, TLS_ERR_ALERT, "illegal_parameter" },
	{ 48, TLS_ERR_ALERT, "unknown_ca" },
	{ 49, TLS_ERR_ALERT, "access_denied" },
	{ 50, TLS_ERR_ALERT, "decode_error" },
	{ 51, TLS_ERR_ALERT, "decrypt_error" },
	{ 70, TLS_ERR_ALERT, "protocol_version: the server does not offer TLS 1.2" },
	{ 71, TLS_ERR_ALERT, "insufficient_security" },
	{ 80, TLS_ERR_ALERT, "internal_error" },
	{ 90, TLS_ERR_ALERT, "user_canceled" },
	{ 100, TLS_ERR_ALERT, "no_renegotiation" },
	{ 112, TLS_ERR_ALERT, "unrecognized_name: the server does not serve this host" },
	{ 116, TLS_ERR_ALERT, "certificate_required" },
};

static const char *const names[] = {
	"unknown issuer", "expired",     "not yet valid",   "wrong name", "bad signature",
	"weak key",       "wrong usage", "bad certificate", "no entropy", "clock not set",
	"protocol error", "alert",       "closed",
};

const char *tls_error_name(int error)
{
	if (error < TLS_ERR_UNKNOWN_ISSUER || error > TLS_ERR_CLOSED)
		return "";
	return names[error - TLS_ERR_UNKNOWN_ISSUER];
}

void report_set(struct tls_report *why, int error, const char *fmt, ...)
{
	va_list args;

	if (why->error != TLS_OK)
		return;
	why->error = error;
	va_start(args, fmt);
	kvsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
}

static const struct error_text *find_text(const struct error_text *table, size_t n, int number)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].number == number)
			return &table[i];
	return NULL;
}

static void report_alert(struct tls_report *why, int alert)
{
	const struct error_text *t = find_text(alerts, ARRAY_SIZE(alerts), alert);

	report_set(why, TLS_ERR_ALERT, "server refused with alert %d%s%s", alert, t ? ", " : "",
		   t ? t->text : "");
}

void report_engine(struct tls_report *why, int err)
{
	const struct error_text *t = find_text(engine_errors, ARRAY_SIZE(engine_errors), err);

	if (t)
		report_set(why, t->error, "%s", t->text);
	else if (err >= BR_ERR_RECV_FATAL_ALERT && err < BR_ERR_RECV_FATAL_ALERT + 256)
		report_alert(why, err - BR_ERR_RECV_FATAL_ALERT);
	else if (err >= BR_ERR_X509_OK && err <= BR_ERR_X509_NOT_TRUSTED)
		report_set(why, TLS_ERR_BAD_CERTIFICATE, "certificate is malformed (error %d)",
			   err);
	else if (err == BR_ERR_OK)
		report_set(why, TLS_ERR_CLOSED, "server closed the connection in the handshake");
	else
		report_set(why, TLS_ERR_PROTOCOL, "server's messages do not follow TLS (error %d)",
			   err);
}

unsigned char report_alert_number(int error)
{
	switch (error) {
	case TLS_ERR_UNKNOWN_ISSUER:
		return 48; /* unknown_ca */
	case TLS_ERR_EXPIRED:
	case TLS_ERR_NOT_YET_VALID:
		return 45; /* certificate_expired: "or is not currently valid" */
	case TLS_ERR_WRONG_USAGE:
		return 43; /* unsupported_certificate */
	case TLS_ERR_WRONG_NAME:
	case TLS_ERR_BAD_SIGNATURE:
	case TLS_ERR_WEAK_KEY:
	case TLS_ERR_BAD_CERTIFICATE:
		return 42; /* bad_certificate */
	}
	return 40; /* handshake_failure */
}

/* Civil date from a day number: counts in years that begin in March, so that the leap
 * day is the last of its year, and in cycles of 400 years. */
void format_date(int64_t seconds, char buf[DATE_SIZE])
{
	int64_t days = seconds / 86400 - (seconds % 86400 < 0) + 719468; /* since 0000-03-01 */
	int64_t cycle = days / 146097, in_cycle = days % 146097;
	int64_t year = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
	int64_t day = in_cycle - (365 * year + year / 4 - year / 100); /* since March 1st */
	int64_t month = (5 * day + 2) / 153;                           /* 0: March */
	int64_t shown_month = month < 10 ? month + 3 : month - 9;

	ksnprintf(buf, DATE_SIZE, "%04d-%02d-%02d", (int)(cycle * 400 + year + (shown_month <= 2)),
		  (int)shown_month, (int)(day - (153 * month + 2) / 5 + 1));
}
