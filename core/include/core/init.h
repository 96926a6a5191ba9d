/* SPDX-License-Identifier: MIT */
/*
 * init.h - the steps of boot that other layers supply. core/main.c calls them in
 * the order written there, each under IS_ENABLED(); that function is the whole
 * boot order. Each returns 0 or -errno; -errno from a step the configuration asked
 * for is fatal, and the log names the step.
 */
#ifndef CORE_INIT_H
#define CORE_INIT_H

#include <core/boot.h>
#include <core/compiler.h>

/** The whole boot, called by arch entry on the boot stack, interrupts off. */
_Noreturn void kmain(struct boot_info *bi);

/** drivers/video: the screen that the loader left, as soon as memory can be mapped. Does
 *  nothing when there is none. */
void framebuffer_init(const struct boot_fb *fb);

/** drivers/block: makes disks of what the loader put into memory (CONFIG_RAMDISK). */
void ramdisks_init(const struct boot_info *bi) MAY_SLEEP;

int drivers_init(void) MAY_SLEEP; /* drivers/: walk PCI, probe the drivers table */
int fs_init(void) MAY_SLEEP;      /* fs/: mount root, unpack the app's data */
int net_init(void) MAY_SLEEP;     /* net/: attach every netdev, start DHCP */

/** fs/: after the program's end, closes its descriptors and unmounts what is mounted, so that
 *  everything is on the disks. */
void fs_stop(void) MAY_SLEEP;
/** net/: after the program's end, closes its descriptors and lets what it has written
 *  go out, for at most two seconds. */
void net_stop(void) MAY_SLEEP;

/** core/app.c: libc start files, then main(). Returns main()'s or exit()'s status, 0..255. */
int app_run(void) MAY_SLEEP;

#endif
