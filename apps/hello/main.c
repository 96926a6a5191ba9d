/* SPDX-License-Identifier: MIT */
/* main.c - the smallest appliance: says hello and ends; the machine powers off. */
#include <stdio.h>

int main(void)
{
	puts("Hello from Bobbin.");
	return 0;
}
