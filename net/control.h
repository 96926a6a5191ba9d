/* SPDX-License-Identifier: MIT */
/* control.h - interfaces and routes through ioctl(), as programs like ifconfig know them. */
#ifndef NET_CONTROL_H
#define NET_CONTROL_H

/** One of the requests of netdevice(7) and SIOCADDRT, SIOCDELRT, on any socket. 0, -ENOTTY
 *  for others, -EFAULT, -ENODEV, -EADDRNOTAVAIL, -EINVAL, -ENETUNREACH, -ESRCH, -EOPNOTSUPP,
 *  -ENOMEM. Takes net_lock. */
int net_control(unsigned long request, void *arg);

/** Registers /proc/net/dev, /proc/net/arp and /proc/net/route. */
void net_tables_init(void);

#endif
