/* SPDX-License-Identifier: MIT */
/* chains.c - gives names to what make_chains.py has made. */
#include <core/compiler.h>
#include "chains.h"
#include "chains.inc"

const size_t chain_case_count = ARRAY_SIZE(chain_cases);

const br_rsa_private_key server_rsa_key = {
	2048,
	BYTES(server_rsa_p),
	BYTES(server_rsa_q),
	BYTES(server_rsa_dp),
	BYTES(server_rsa_dq),
	BYTES(server_rsa_iq),
};
const br_ec_private_key server_ec_key = { BR_EC_secp256r1, BYTES(server_ec_x) };
