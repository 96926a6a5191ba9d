/* SPDX-License-Identifier: MIT */
/*
 * input.c - the queue between interrupt handlers and who reads keys and motion, and
 * /proc/input, which tells how much came:
 *
 *	keys       events of keys, presses and releases
 *	buttons    events of buttons
 *	moves      events of motion, of a tablet and of wheels
 *	dropped    of all these, how many found no room
 *
 * Locking: a spinlock around the queue.
 */
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/input.h>
#include <core/keyboard.h>
#include <core/printf.h>
#include <core/spinlock.h>
#include <core/synth.h>
#include <core/waitq.h>

#define TEXT_MAX 128 /* four lines of 20-digit numbers */

static struct {
	spinlock_t lock; /* below: under lock */
	bool taken;
	struct waitq *reader;
	unsigned head, tail; /* run freely; index modulo INPUT_EVENTS_MAX */
	uint64_t keys, buttons, moves, dropped;
	struct input_event events[INPUT_EVENTS_MAX];
} queue;

static struct input_leds *leds_list;
static unsigned leds_now = INPUT_LED_NUM;

static void count(const struct input_event *ev)
{
	if (ev->type == INPUT_KEY)
		queue.keys++;
	else if (ev->type == INPUT_BUTTON)
		queue.buttons++;
	else
		queue.moves++;
}

static int16_t added(int16_t a, int16_t b)
{
	int sum = a + b;

	return (int16_t)(sum > INT16_MAX ? INT16_MAX : sum < INT16_MIN ? INT16_MIN : sum);
}

/* Makes one motion of ev and the one before it. False when these are not of a kind. */
static bool merge(const struct input_event *ev)
{
	struct input_event *last = &queue.events[(queue.head - 1) % INPUT_EVENTS_MAX];

	if (ev->type != last->type || ev->type == INPUT_KEY || ev->type == INPUT_BUTTON)
		return false;
	last->dx = ev->type == INPUT_POINT ? ev->dx : added(last->dx, ev->dx);
	last->dy = ev->type == INPUT_POINT ? ev->dy : added(last->dy, ev->dy);
	return true;
}

static void enqueue(const struct input_event *ev)
{
	unsigned waiting = queue.head - queue.tail;

	if (waiting >= INPUT_EVENTS_MAX / 2 && merge(ev))
		return;
	if (waiting == INPUT_EVENTS_MAX) {
		queue.dropped++;
		return;
	}
	struct input_event *slot = &queue.events[queue.head++ % INPUT_EVENTS_MAX];
	*slot = *ev;
	slot->time = clock_now();
	if (queue.reader)
		waitq_wake(queue.reader);
}

void input_report(const struct input_event *ev)
{
	unsigned long flags = spin_lock(&queue.lock);

	count(ev);
	if (queue.taken)
		enqueue(ev);
	else if (IS_ENABLED(CONFIG_KEYBOARD_TERMINAL) && ev->type == INPUT_KEY)
		keyboard_event(ev->code, ev->down);
	spin_unlock(&queue.lock, flags);
}

int input_take(struct waitq *wq)
{
	unsigned long flags = spin_lock(&queue.lock);
	int err = queue.taken ? -EBUSY : 0;

	if (!err) {
		queue.taken = true;
		queue.reader = wq;
		queue.tail = queue.head;
	}
	spin_unlock(&queue.lock, flags);
	return err;
}

void input_give_back(void)
{
	unsigned long flags = spin_lock(&queue.lock);

	queue.taken = false;
	queue.reader = NULL;
	queue.tail = queue.head;
	if (IS_ENABLED(CONFIG_KEYBOARD_TERMINAL))
		keyboard_rest(); /* what was held may have been let go since */
	spin_unlock(&queue.lock, flags);
}

bool input_waits(void)
{
	return queue.head != queue.tail;
}

int input_next(struct input_event *ev)
{
	unsigned long flags = spin_lock(&queue.lock);
	int err = -EAGAIN;

	if (queue.head != queue.tail) {
		*ev = queue.events[queue.tail++ % INPUT_EVENTS_MAX];
		err = 0;
	}
	spin_unlock(&queue.lock, flags);
	return err;
}

void input_leds_register(struct input_leds *l)
{
	l->next = leds_list;
	leds_list = l;
}

void input_leds_set(unsigned leds)
{
	unsigned long flags = irq_save();

	leds_now = leds;
	for (struct input_leds *l = leds_list; l; l = l->next)
		l->set(leds);
	irq_restore(flags);
}

unsigned input_leds_get(void)
{
	return leds_now;
}

static ssize_t input_text(char *buf, size_t size)
{
	char text[TEXT_MAX];
	unsigned long flags = spin_lock(&queue.lock);
	int len = ksnprintf(text, sizeof(text), "keys %lu\nbuttons %lu\nmoves %lu\ndropped %lu\n",
			    queue.keys, queue.buttons, queue.moves, queue.dropped);

	spin_unlock(&queue.lock, flags);
	memcpy(buf, text, MIN((size_t)len, size));
	return len;
}

void input_init(void)
{
	static struct synth_file file = { .path = "/proc/input", .generate = input_text };

	synth_register(&file);
}
