/* SPDX-License-Identifier: MIT */
/*
 * watchdog.c - /dev/watchdog: a program promises to write to it now and then, and a machine
 * whose program does not starts again (core/watchdog.h). Any byte keeps the promise; a 'V'
 * among those of the last write says that the close which follows is meant. Closing without
 * it leaves the promise standing: who opens it again, a part of the program that has started
 * over, has what is left of the time to write.
 *
 * Source: Linux, Documentation/watchdog/watchdog-api.rst.
 * Locking: is_open is exchanged atomically, so that one has it open; two threads that write at
 * once keep it twice.
 */
#define LOG_TAG "watchdog"
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include <core/iov.h>
#include <core/log.h>
#include <core/watchdog.h>
#include <fs/vfile.h>

#include "devfs.h"

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

#define WDIOF_SETTIMEOUT    0x0080u
#define WDIOF_MAGICCLOSE    0x0100u
#define WDIOF_KEEPALIVEPING 0x8000u

static bool is_open, close_is_meant;

static ssize_t watchdog_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	ssize_t size = iov_size(iov, n);

	(void)f;
	(void)off;
	if (size > 0) {
		close_is_meant = false;
		for (int i = 0; i < n; i++)
			close_is_meant |= memchr(iov[i].iov_base, 'V', iov[i].iov_len) != NULL;
		watchdog_keep();
	}
	return size;
}

static int answer(void *to, const void *words, size_t size)
{
	if (!to)
		return -EFAULT;
	memcpy(to, words, size);
	return 0;
}

static int set_timeout(int *seconds)
{
	if (!seconds)
		return -EFAULT;
	int err = *seconds < 0 ? -EINVAL : watchdog_promise_within((unsigned)*seconds);
	*seconds = (int)watchdog_promised();
	return err;
}

static int watchdog_ioctl(struct file *f, unsigned long req, void *arg)
{
	static const struct watchdog_info info = {
		.options = WDIOF_SETTIMEOUT | WDIOF_MAGICCLOSE | WDIOF_KEEPALIVEPING,
		.identity = "Bobbin",
	};
	unsigned number = 0;

	(void)f;
	switch (req) {
	case WDIOC_KEEPALIVE:
		watchdog_keep();
		return 0;
	case WDIOC_SETTIMEOUT:
		return set_timeout(arg);
	case WDIOC_GETSUPPORT:
		return answer(arg, &info, sizeof(info));
	case WDIOC_GETSTATUS:
	case WDIOC_GETBOOTSTATUS:
		break;
	case WDIOC_GETTIMEOUT:
		number = watchdog_promised();
		break;
	case WDIOC_GETTIMELEFT:
		number = watchdog_promise_left();
		break;
	default:
		return -ENOTTY;
	}
	return answer(arg, &number, sizeof(number));
}

static void watchdog_release(struct file *f)
{
	if (close_is_meant)
		watchdog_promise_end();
	else
		log_warn("closed without a V: nobody keeps the promise of %u s any more",
			 watchdog_promised());
	close_is_meant = false;
	__atomic_store_n(&is_open, false, __ATOMIC_RELEASE);
	vfile_release(f);
}

static const struct file_ops watchdog_ops = {
	.kind = "watchdog",
	.writev = watchdog_writev,
	.stat = vfile_stat,
	.ioctl = watchdog_ioctl,
	.release = watchdog_release,
};

int watchdog_open(struct vnode *vn, int flags, struct file **out)
{
	if (__atomic_exchange_n(&is_open, true, __ATOMIC_ACQUIRE))
		return -EBUSY;
	int err = vfile_make(vn, flags, &watchdog_ops, out);
	if (err == 0)
		watchdog_promise();
	else
		__atomic_store_n(&is_open, false, __ATOMIC_RELEASE);
	return err;
}
