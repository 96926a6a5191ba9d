/* SPDX-License-Identifier: MIT */
/*
 * netif.c - the two directions between a driver's interface and lwIP.
 *
 * In: a frame stays in the driver's buffer; the buffer's scratch space holds the
 * pbuf_custom that describes it, and freeing the pbuf gives the buffer back. A slow
 * reader could so hold every buffer and starve the driver: above HELD_MAX a frame is
 * copied to the heap instead, where the bounds of the sockets hold.
 *
 * Out: the fragments of a pbuf chain go to the driver as they are, which copies them
 * before it returns.
 *
 * Source: lwIP 2.1.3 doc/ZeroCopyRx.c; RFC 1122 3.2.1.3 (g) for the loopback rule.
 * Locking: under net_lock, but for poll_device(), which takes it.
 */
#define LOG_TAG "net"
#include <errno.h>
#include <string.h>

#include <core/log.h>
#include <core/netdev.h>
#include <core/panic.h>

#include "lwip/etharp.h"
#include "lwip/ip4.h"
#include "netif/ethernet.h"

#include "arch/hooks.h"
#include "netif.h"
#include "stack.h"

/* Shorter ones come from cards that strip the padding; lwIP reads a whole header before
 * it looks at the length, so they get it back. */
#define FRAME_MIN   60u
#define POLL_BUDGET 64 /* frames per turn of the worker */
#define FRAGS_MAX   8  /* pieces of one frame that go out without a copy */
#ifdef CONFIG_NETPOOL_COUNT
#define HELD_MAX (CONFIG_NETPOOL_COUNT / 2)
#else
#define HELD_MAX 64
#endif

static struct joined {
	struct netif nif;
	struct netdev *dev;
	struct netif_counters counters;
} joined[NETDEV_MAX];
static unsigned rx_held;

_Static_assert(sizeof(struct pbuf_custom) <= sizeof(((struct netbuf *)0)->stack),
	       "the pbuf must fit into the buffer's scratch space");

static void give_back(struct pbuf *p)
{
	struct netbuf *nb = container_of(p, struct netbuf, stack);

	rx_held--;
	nb->free(nb);
}

/* The frame as a pbuf that owns the driver's buffer. */
static struct pbuf *wrap(struct netbuf *nb)
{
	struct pbuf_custom *pc = (struct pbuf_custom *)nb->stack;

	pc->custom_free_function = give_back;
	rx_held++;
	return pbuf_alloced_custom(PBUF_RAW, nb->len, PBUF_REF, pc, nb->data, nb->len);
}

/* The frame as a pbuf of its own, padded with zeros; the driver's buffer goes back at
 * once. The byte behind it can be read, as in a driver's buffer. */
static struct pbuf *copy(struct netbuf *nb)
{
	u16_t len = (u16_t)MAX(nb->len, FRAME_MIN);
	struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)(len + 1), PBUF_RAM);

	if (p) {
		memset(p->payload, 0, len + 1u);
		memcpy(p->payload, nb->data, nb->len);
		p->len = p->tot_len = len;
	}
	nb->free(nb);
	return p;
}

static void input(struct netdev *dev, struct netbuf *nb)
{
	struct joined *j = dev->stack;
	struct pbuf *p = nb->len >= FRAME_MIN && rx_held < HELD_MAX ? wrap(nb) : copy(nb);

	if (!p) {
		dev->rx_dropped++;
		return;
	}
	if (IS_ENABLED(CONFIG_NET_CONTROL)) {
		j->counters.rx_packets++;
		j->counters.rx_bytes += p->tot_len;
	}
	if (j->nif.input(p, &j->nif) != ERR_OK)
		pbuf_free(p);
}

/* Tells lwIP of a cable that was plugged or pulled; DHCP asks again then. */
static void follow_link(struct joined *j)
{
	if (j->dev->link && !netif_is_link_up(&j->nif))
		netif_set_link_up(&j->nif);
	else if (!j->dev->link && netif_is_link_up(&j->nif))
		netif_set_link_down(&j->nif);
}

static void poll_device(struct work *w)
{
	struct netdev *dev = container_of(w, struct netdev, rx_work);
	int n;

	net_lock();
	n = dev->ops->poll(dev, POLL_BUDGET);
	follow_link(dev->stack);
	net_unlock();
	if (n >= POLL_BUDGET)
		work_queue(&dev->rx_work);
}

void netif_poll_devices(void)
{
	for (unsigned i = 0; i < ARRAY_SIZE(joined); i++) {
		if (joined[i].dev)
			joined[i].dev->ops->poll(joined[i].dev, POLL_BUDGET);
	}
}

static err_t send_frame(struct netdev *dev, const struct pbuf *p)
{
	struct iovec frag[FRAGS_MAX];
	int n = 0;

	for (; p; p = p->next)
		frag[n++] = (struct iovec){ .iov_base = p->payload, .iov_len = p->len };
	/* TCP keeps a segment that the driver had no room for, and sends it again. */
	return dev->ops->xmit(dev, frag, n) ? ERR_BUF : ERR_OK;
}

static err_t count_sent(struct joined *j, const struct pbuf *p, err_t err)
{
	if (!IS_ENABLED(CONFIG_NET_CONTROL))
		return err;
	if (err) {
		j->counters.tx_errors++;
	} else {
		j->counters.tx_packets++;
		j->counters.tx_bytes += p->tot_len;
	}
	return err;
}

static err_t output(struct netif *nif, struct pbuf *p)
{
	struct joined *j = container_of(nif, struct joined, nif);
	struct pbuf *whole;
	err_t err;

	if (pbuf_clen(p) <= FRAGS_MAX)
		return count_sent(j, p, send_frame(j->dev, p));
	whole = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
	if (!whole)
		return ERR_MEM;
	err = count_sent(j, p, send_frame(j->dev, whole));
	pbuf_free(whole);
	return err;
}

static err_t set_up(struct netif *nif)
{
	const struct netdev *dev = ((const struct joined *)nif->state)->dev;

	nif->name[0] = 'e';
	nif->name[1] = 'n';
	nif->mtu = dev->mtu;
	nif->hwaddr_len = sizeof(dev->mac);
	memcpy(nif->hwaddr, dev->mac, sizeof(dev->mac));
	nif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
	nif->output = etharp_output;
	nif->linkoutput = output;
	return ERR_OK;
}

static struct joined *free_slot(void)
{
	for (unsigned i = 0; i < ARRAY_SIZE(joined); i++) {
		if (!joined[i].dev)
			return &joined[i];
	}
	return NULL;
}

int netif_join(struct netdev *dev, struct netif **out)
{
	struct joined *j = free_slot();
	int err;

	if (!j)
		return -ENOSPC;
	j->dev = dev;
	netif_add_noaddr(&j->nif, j, set_up, ethernet_input);
	netdev_attach(dev, input, poll_device, j);
	err = dev->ops->up(dev);
	if (err) {
		netif_remove(&j->nif);
		j->dev = NULL;
		return err;
	}
	follow_link(j);
	netif_set_up(&j->nif);
	*out = &j->nif;
	return 0;
}

const char *netif_label(const struct netif *nif)
{
	return nif->linkoutput == output ? ((const struct joined *)nif->state)->dev->name : "lo";
}

void netif_counters(const struct netif *nif, struct netif_counters *out)
{
	*out = (struct netif_counters){ 0 };
	if (nif->linkoutput != output)
		return;
	const struct joined *j = nif->state;
	*out = j->counters;
	out->rx_dropped = j->dev->rx_dropped;
}

unsigned netif_rx_held(void)
{
	return rx_held;
}

unsigned long netif_rx_dropped(void)
{
	unsigned long n = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(joined); i++) {
		if (joined[i].dev)
			n += joined[i].dev->rx_dropped;
	}
	return n;
}

static struct netif *loopback(void)
{
	struct netif *nif;

	NETIF_FOREACH(nif)
	{
		if (ip4_addr_isloopback(netif_ip4_addr(nif)) && nif->linkoutput != output)
			return nif;
	}
	return NULL;
}

struct netif *net_ip4_route(const ip4_addr_t *dest)
{
	return ip4_addr_isloopback(dest) ? loopback() : NULL;
}

/* Nobody on a wire may speak for 127.0.0.0/8: services that listen there trust it. */
int net_ip4_input(struct pbuf *p, struct netif *in)
{
	const struct ip_hdr *hdr = p->payload;
	ip4_addr_t src;

	if (in->linkoutput != output || p->len < IP_HLEN)
		return 0;
	ip4_addr_copy(src, hdr->src);
	if (!ip4_addr_isloopback(&src))
		return 0;
	pbuf_free(p);
	return 1;
}
