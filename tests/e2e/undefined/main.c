/* SPDX-License-Identifier: MIT */
/* main.c - undefined KIND: does one thing that C does not define, and goes on if it can. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int one = 1, zero;
static volatile int max = INT_MAX;
static volatile double huge = 1e30;
static int numbers[4];

static int shift(void)
{
	return one << (31 + one);
}

static int add(void)
{
	return max + one;
}

static int multiply(void)
{
	return max * max;
}

static int negate(void)
{
	volatile int min = -max - 1;

	return -min;
}

static int bounds(void)
{
	return numbers[one * 4];
}

static int misaligned(void)
{
	char *bytes = (char *)numbers;

	return *(volatile int *)(bytes + one);
}

static int null(void)
{
	int *volatile nowhere = NULL;

	return *nowhere;
}

static int divide(void)
{
	volatile int min = -max - 1;

	return one / zero + min;
}

static int boolean(void)
{
	volatile char two = 2;
	_Bool value;

	memcpy(&value, (char *)&two, 1);
	return value ? 1 : 0;
}

static int cast(void)
{
	return (int)huge;
}

static int unreachable(void)
{
	if (one)
		__builtin_unreachable();
	return 0;
}

static const struct {
	const char *name;
	int (*fn)(void);
} kinds[] = {
	{ "shift", shift },
	{ "add", add },
	{ "multiply", multiply },
	{ "negate", negate },
	{ "bounds", bounds },
	{ "misaligned", misaligned },
	{ "null", null },
	{ "divide", divide },
	{ "boolean", boolean },
	{ "cast", cast },
	{ "unreachable", unreachable },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, argv[1]) == 0) {
			printf("went on with %d\n", kinds[i].fn());
			return 0;
		}
	}
	return 2;
}
