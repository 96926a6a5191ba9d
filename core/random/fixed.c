/* SPDX-License-Identifier: MIT */
/*
 * fixed.c - who may have random numbers that are the same at every boot.
 *
 * An image that is installed somewhere comes through a boot loader, and one that keeps
 * secrets has TLS: neither may be talked into known keys by its command line. Going on
 * with real random numbers would be safe too, but a measurement that believes to be
 * repeatable and is not would be wrong unseen.
 */
#define LOG_TAG "random"
#include <string.h>

#include <core/cmdline.h>
#include <core/log.h>
#include <core/panic.h>
#include "fixed.h"

OPTION(rng_option, "rng", "test: the same random numbers at every boot, for measurements");

bool random_fixed(const struct boot_info *bi)
{
	const char *value = cmdline_option("rng");

	if (!value)
		return false;
	if (strcmp(value, "test") != 0)
		panic("option rng=%s: the only value is test", value);
	if (IS_ENABLED(CONFIG_TLS))
		panic("option rng=test is refused: this image has TLS");
	if (!bi->loader || strcmp(bi->loader, "pvh") != 0)
		panic("option rng=test is refused: only qemu -kernel may ask for it");
	log_warn("random numbers are the same at every boot: rng=test");
	return true;
}
