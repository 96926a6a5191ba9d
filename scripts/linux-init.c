/* SPDX-License-Identifier: MIT */
/*
 * linux-init.c - process 1 of a Linux guest with a disk (scripts/linux-guest.sh): loads the modules
 * that a virtio disk needs, mounts /proc, /dev and, at /data, the disk, and becomes /program.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRIES 500 /* of 10 ms */

static void must(int claim, const char *what)
{
	if (claim)
		return;
	perror(what);
	exit(1);
}

static void load(const char *module)
{
	int fd = open(module, O_RDONLY);

	must(fd >= 0 && syscall(SYS_finit_module, fd, "", 0) == 0, module);
	close(fd);
}

int main(int argc, char **argv)
{
	static const char *const modules[] = {
		"/virtio_ring.ko",           "/virtio.ko",     "/virtio_pci_legacy_dev.ko",
		"/virtio_pci_modern_dev.ko", "/virtio_pci.ko", "/virtio_blk.ko",
	};
	int tries = 0;

	(void)argc;
	must(mount("proc", "/proc", "proc", 0, NULL) == 0, "mounting /proc");
	must(mount("dev", "/dev", "devtmpfs", 0, NULL) == 0, "mounting /dev");
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		load(modules[i]);
	while (access("/dev/vda", R_OK) != 0 && tries++ < TRIES)
		usleep(10000);
	must(mount("/dev/vda", "/data", "ext4", 0, NULL) == 0, "mounting /dev/vda as ext4");
	execv("/program", argv);
	must(0, "running /program");
}
