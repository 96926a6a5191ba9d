/* SPDX-License-Identifier: MIT */
/*
 * tls_anchors.h - the issuers that this image trusts, compiled in. scripts/ca2c.py
 * writes the table from the PEM file CONFIG_TLS_CA_FILE; net/tls reads it.
 */
#ifndef NET_TLS_ANCHORS_H
#define NET_TLS_ANCHORS_H

#include <stddef.h>
#include <bearssl_x509.h>

/** Anchors, every one a CA with an RSA key of at least 2048 bits or an EC key. */
extern const br_x509_trust_anchor tls_anchors[];
extern const size_t tls_anchor_count;

#endif
