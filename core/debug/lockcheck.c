/* SPDX-License-Identifier: MIT */
/*
 * lockcheck.c - lock discipline, checked while the system runs. Every pair of classes
 * that was ever held together is an edge in a graph, from the outer to the inner one; a
 * lock that would close a circle is reported at once, with the place that made the
 * opposite edge. So one run in one thread finds what only two in an unlucky moment
 * would hang in.
 *
 * Several locks of one class may be held together: their order is the class's own
 * affair (vnodes: a folder before what is in it).
 *
 * Source: the idea is Linux's lockdep, Documentation/locking/lockdep-design.rst.
 * Locking: interrupts off in each call; a spinlock here would report on itself.
 */
#include <stdint.h>
#include <string.h>

#include <core/irq.h>
#include <core/lockcheck.h>
#include <core/panic.h>
#include <core/printf.h>
#include <core/symbols.h>
#include <core/thread.h>

#define CLASSES_MAX 64
#define HELD_MAX    64
#define CLASS_NAME  48

struct class
{
	char name[CLASS_NAME];
	const void *lock; /* of a class without a name */
	bool forbids_sleep;
	uint64_t after;                 /* bit n: class n was taken while this was held */
	const void *where[CLASSES_MAX]; /* [n]: by which code first */
};

/* One lock that somebody holds, or waits for. An interrupt holds as nobody's thread. */
struct held {
	const void *lock;
	const struct thread *owner;
	bool irq;
	bool waiting;
	enum lock_kind kind;
	unsigned class;
};

static bool off;

/* The report takes locks, too. */
#define REPORT(...)                                                                                \
	do {                                                                                       \
		off = true;                                                                        \
		panic(__VA_ARGS__);                                                                \
	} while (0)

static struct class classes[CLASSES_MAX];
static unsigned class_count;
static struct held held[HELD_MAX];
static unsigned held_count;

static bool same_class(const struct class *c, const void *lock, const char *name)
{
	return name ? strncmp(c->name, name, CLASS_NAME - 1) == 0 : c->lock == lock;
}

/* The class of lock, a new one if need be. */
static unsigned class_of(const void *lock, const char *name)
{
	unsigned n = 0;

	while (n < class_count && !same_class(&classes[n], lock, name))
		n++;
	if (n < class_count)
		return n;
	if (n == CLASSES_MAX)
		REPORT("lock check: more than %d classes of locks", CLASSES_MAX);
	class_count++;
	if (name) {
		memcpy(classes[n].name, name, strnlen(name, CLASS_NAME - 1));
	} else {
		classes[n].lock = lock;
		ksnprintf(classes[n].name, CLASS_NAME, "%#lx", (unsigned long)(uintptr_t)lock);
	}
	return n;
}

static bool mine(const struct held *h)
{
	return h->irq == in_irq() && (h->irq || h->owner == thread_self());
}

/* The caller's entry for lock; NULL when it has none. */
static struct held *find(const void *lock)
{
	for (unsigned i = 0; i < held_count; i++) {
		if (held[i].lock == lock && mine(&held[i]))
			return &held[i];
	}
	return NULL;
}

/* The first class on a way from `from` to `to` in the graph; -1 when there is none. */
static int first_step(unsigned from, unsigned to)
{
	uint64_t seen = 1ull << from, edge = seen;

	if (classes[from].after >> to & 1)
		return (int)to;
	for (unsigned start = 0; start < class_count; start++) {
		if (!(classes[from].after >> start & 1))
			continue;
		seen |= edge = 1ull << start;
		while (edge) {
			unsigned n = (unsigned)__builtin_ctzll(edge);

			edge &= edge - 1;
			if (n == to)
				return (int)start;
			edge |= classes[n].after & ~seen;
			seen |= classes[n].after;
		}
	}
	return -1;
}

static _Noreturn void report_order(unsigned outer, unsigned inner, int step)
{
	struct symbol s;
	const void *where = classes[inner].where[step];

	if (!symbol_lookup((uintptr_t)where - 1, &s))
		s = (struct symbol){ .name = "?" };
	REPORT("lock order: %s is taken while %s is held; the other way round %s was taken while "
	       "%s "
	       "was held, in %s (%#lx)",
	       classes[inner].name, classes[outer].name, classes[step].name, classes[inner].name,
	       s.name, (unsigned long)(uintptr_t)where);
}

static void add_edge(unsigned outer, unsigned inner, const void *where)
{
	if (outer == inner || classes[outer].after >> inner & 1)
		return;
	int step = first_step(inner, outer);
	if (step >= 0)
		report_order(outer, inner, step);
	classes[outer].after |= 1ull << inner;
	classes[outer].where[inner] = where;
}

/* The class goes with each lock that the caller holds already. */
static void check_against_held(unsigned class, enum lock_kind kind, const void *where)
{
	for (unsigned i = 0; i < held_count; i++) {
		if (!mine(&held[i]))
			continue;
		if (kind == LOCK_MUTEX && held[i].kind == LOCK_SPIN)
			REPORT("lock check: mutex %s is taken while spinlock %s is held",
			       classes[class].name, classes[held[i].class].name);
		add_edge(held[i].class, class, where);
	}
}

void lockcheck_acquire(const void *lock, const char *name, enum lock_kind kind)
{
	if (off)
		return;
	unsigned long flags = irq_save();
	unsigned class = class_of(lock, name);

	if (kind == LOCK_MUTEX && in_irq())
		REPORT("lock check: mutex %s is taken in an interrupt", classes[class].name);
	if (find(lock))
		REPORT("lock check: %s is taken by who holds it", classes[class].name);
	check_against_held(class, kind, __builtin_return_address(0));
	if (held_count == HELD_MAX)
		REPORT("lock check: more than %d locks are held", HELD_MAX);
	held[held_count++] = (struct held){ .lock = lock,
					    .owner = thread_self(),
					    .irq = in_irq(),
					    .waiting = true,
					    .kind = kind,
					    .class = class };
	irq_restore(flags);
}

void lockcheck_acquired(const void *lock)
{
	unsigned long flags = irq_save();
	struct held *h = find(lock);

	if (h)
		h->waiting = false;
	irq_restore(flags);
}

void lockcheck_release(const void *lock)
{
	unsigned long flags = irq_save();
	struct held *h = find(lock);

	if (!h && !off)
		REPORT("lock check: the lock at %#lx is given up by who does not hold it",
		       (unsigned long)(uintptr_t)lock);
	if (h)
		*h = held[--held_count];
	irq_restore(flags);
}

void lockcheck_may_sleep(void)
{
	bool for_lock = false;

	if (off)
		return;
	if (in_irq())
		REPORT("lock check: a sleep in an interrupt");
	for (unsigned i = 0; i < held_count; i++)
		for_lock |= mine(&held[i]) && held[i].waiting;
	for (unsigned i = 0; i < held_count; i++) {
		const struct held *h = &held[i];

		if (!mine(h) || h->waiting)
			continue;
		if (h->kind == LOCK_SPIN || (classes[h->class].forbids_sleep && !for_lock))
			REPORT("lock check: a sleep while %s is held", classes[h->class].name);
	}
}

void lockcheck_stop(void)
{
	off = true;
}

void lockcheck_forbid_sleep(const void *lock, const char *name)
{
	unsigned long flags = irq_save();

	classes[class_of(lock, name)].forbids_sleep = true;
	irq_restore(flags);
}
