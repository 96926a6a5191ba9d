/* SPDX-License-Identifier: MIT */
/*
 * stdio_impl.h - musl's internal header of this name, after our syscall.h: included from
 * its own folder, musl's would find musl's syscall.h there and not ours.
 */
#include <syscall.h>
#include_next <stdio_impl.h>
