/* SPDX-License-Identifier: MIT */
/* main.c - SQLite's own benchmark, as SQLite brings it; it has main(). */
#include <speedtest1.c>
