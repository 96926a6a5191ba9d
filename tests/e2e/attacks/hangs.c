/* SPDX-License-Identifier: MIT */
/* hangs.c - programs that keep the machine from its work, and one that watches itself. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <core/thread.h>

#include "attacks.h"

/* linux/watchdog.h */
struct watchdog_info {
	uint32_t options, firmware_version;
	uint8_t identity[32];
};
#define WDIOC_GETSUPPORT    _IOR('W', 0, struct watchdog_info)
#define WDIOC_GETSTATUS     _IOR('W', 1, int)
#define WDIOC_GETBOOTSTATUS _IOR('W', 2, int)
#define WDIOC_KEEPALIVE     _IOR('W', 5, int)
#define WDIOC_SETTIMEOUT    _IOWR('W', 6, int)
#define WDIOC_GETTIMEOUT    _IOR('W', 7, int)
#define WDIOC_GETTIMELEFT   _IOR('W', 10, int)

static ONCE void spin(void)
{
	for (;;)
		__asm__ volatile("pause");
}

static void hang_with_interrupts_off(const char *argument)
{
	(void)argument;
	__asm__ volatile("cli");
	spin();
}

static void hang_with_preemption_off(const char *argument)
{
	(void)argument;
	preempt_disable();
	spin();
}

/* The control: as long as the kernel's own work is done, a busy program is none of a
 * watchdog's business. */
static void stay_busy(const char *argument)
{
	time_t end = time(NULL) + strtol(argument, NULL, 10);

	while (time(NULL) < end) {
		for (volatile int i = 0; i < 100000; i++) /* libc's frames have no pointers */
			;
	}
}

/* Busy as well, but it waits now and then. */
static void stay_busy_and_wait(const char *argument)
{
	for (long i = 4 * strtol(argument, NULL, 10); i > 0; i--) {
		clock_t end = clock() + CLOCKS_PER_SEC / 4;

		while (clock() < end)
			;
		usleep(1);
	}
}

/* Keeps the promise of a second for three. */
static void keep(int fd)
{
	int left = 0;

	for (int i = 0; i < 12; i++) {
		usleep(250000);
		if (write(fd, "", 1) != 1 || ioctl(fd, WDIOC_GETTIMELEFT, &left) < 0 || left != 1)
			perror("watch");
	}
	printf("watch: kept\n");
}

/* As a program that is started over does. */
static int open_again(int fd)
{
	close(fd);
	fd = open("/dev/watchdog", O_WRONLY);
	if (fd < 0)
		perror("watch: open again");
	return fd;
}

static void ask_nowhere(int fd)
{
	static const unsigned long requests[] = { WDIOC_GETSUPPORT,  WDIOC_GETSTATUS,
						  WDIOC_GETTIMEOUT,  WDIOC_SETTIMEOUT,
						  WDIOC_GETTIMELEFT, WDIOC_GETBOOTSTATUS };

	for (unsigned i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		if (ioctl(fd, requests[i], NULL) >= 0 || errno != EFAULT)
			printf("watch: request %lx took NULL\n", requests[i]);
	}
	if (ioctl(fd, WDIOC_KEEPALIVE, NULL) < 0)
		perror("watch: WDIOC_KEEPALIVE");
}

/* Keeps the promise, and closes the device as who crashes does ("close"); or is started over
 * after that, and keeps it as before and gives it back ("end"), or forgets it ("forget"). */
static void watch(const char *then)
{
	int fd = open("/dev/watchdog", O_WRONLY), seconds = 1;

	if (fd < 0 || ioctl(fd, WDIOC_SETTIMEOUT, &seconds) < 0 || seconds != 1) {
		perror("/dev/watchdog");
		return;
	}
	if (open("/dev/watchdog", O_WRONLY) >= 0 || errno != EBUSY)
		printf("watch: opened twice\n");
	ask_nowhere(fd);
	keep(fd);
	if (strcmp(then, "close") != 0)
		fd = open_again(fd);
	if (strcmp(then, "end") == 0) {
		keep(fd);
		if (write(fd, "V", 1) != 1)
			perror("watch");
	}
	if (strcmp(then, "forget") != 0)
		close(fd);
	sleep(5);
	printf("watch: nobody cared\n");
}

const struct attack hang_attacks[] = {
	{ "hang", hang_with_preemption_off },
	{ "hang-interrupts-off", hang_with_interrupts_off },
	{ "stay-busy", stay_busy },
	{ "stay-busy-and-wait", stay_busy_and_wait },
	{ "watch", watch },
	{ 0 },
};
