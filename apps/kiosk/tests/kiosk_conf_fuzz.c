/* SPDX-License-Identifier: MIT */
/* kiosk_conf_fuzz.c - any bytes as kiosk.conf; what is refused says where. */
#include <stdlib.h>
#include <string.h>

#include "../conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct conf conf;

	if (conf_parse(&conf, (const char *)data, size)) {
		if (conf.slide_count == 0 || conf.slide_count > SLIDES_MAX)
			abort();
		conf_free(&conf);
	} else if (strncmp(conf.error, CONF_FILE ":", sizeof(CONF_FILE)) != 0 || conf.slides) {
		abort();
	}
	return 0;
}
