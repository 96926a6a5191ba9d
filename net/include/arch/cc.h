/* SPDX-License-Identifier: MIT */
/*
 * arch/cc.h - what lwIP asks of compiler and platform. lwIP finds it under this
 * name; nothing of ours includes it directly.
 */
#ifndef NET_ARCH_CC_H
#define NET_ARCH_CC_H

#include <endian.h> /* before lwIP looks whether BYTE_ORDER is defined */
#include <stdint.h>

/* lwIP's byte order functions under their own names only: htons() is libc's. */
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS 1
#define LWIP_NO_CTYPE_H                       1 /* musl's tables are above the waist */

/** A broken invariant inside lwIP is a panic that names it. */
_Noreturn void net_lwip_panic(const char *what, const char *file, int line);
/** 32 bits of the kernel's generator: transaction numbers and the like. */
uint32_t net_lwip_rand(void);
/** Panics unless the calling thread holds net_lock(). */
void net_assert_locked(void);

#define LWIP_PLATFORM_ASSERT(what) net_lwip_panic(what, __FILE__, __LINE__)
#define LWIP_PLATFORM_DIAG(args)   /* no debug output is compiled in */
#define LWIP_RAND()                net_lwip_rand()

#endif
