/* SPDX-License-Identifier: MIT */
/* noise.c - numbers that look random and are the same for the same seed. */
#include "ctfs/cut/cut.h"

static uint64_t noise;

void cut_seed(uint64_t seed)
{
	noise = seed;
}

uint64_t cut_random(void)
{
	noise += 0x9e3779b97f4a7c15u; /* splitmix64 (Steele, Lea, Flood) */
	uint64_t z = noise;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint32_t cut_below(uint32_t bound)
{
	return (uint32_t)(cut_random() % bound);
}
