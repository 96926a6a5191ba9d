/* SPDX-License-Identifier: MIT */
/* s5.h - the soft-off package in a DSDT's bytes. */
#ifndef ARCH_S5_H
#define ARCH_S5_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Finds Name(_S5_, Package(){a, b, ...}) in aml[0..len). False when there is none. */
bool s5_find(const uint8_t *aml, size_t len, uint8_t *typ_a, uint8_t *typ_b);

#endif
