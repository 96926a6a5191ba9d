/* SPDX-License-Identifier: MIT */
/*
 * host_sched.c - the preemptive scheduler against a model of it, move by move. Nothing is
 * really switched: after each move this_cpu()->thread says whom the scheduler chose.
 *
 * The model knows of each ready thread its rank and a ticket: who goes to the end of the
 * queue draws the next higher one, who goes to the front the next lower one. Best is the
 * highest rank, then the lowest ticket. Turns are counted down by the model itself.
 */
#define preempt_disable simulated_preempt_disable /* tests/host has its own */
#define preempt_enable  simulated_preempt_enable
#include "../runq.c"

#include "../aging.c"
#include "../cpu.c"
#include "../inherit.c"
#include "../sched.c"

#include <test/host.h>
#include <test/test.h>

#define THREADS 12
#define MOVES   20000
#define AGE     (CONFIG_SCHED_AGING_MS * NSEC_PER_MSEC)

static struct thread threads[THREADS + 1]; /* the last one is the idle thread */
#define IDLE (&threads[THREADS])

struct thread *threads_first(void)
{
	return threads;
}

void arch_thread_switch(struct arch_thread *from, struct arch_thread *to)
{
	(void)from;
	(void)to;
}

void fpu_save(void *area)
{
	(void)area;
}

void fpu_restore(const void *area)
{
	(void)area;
}

/* What the model knows of a thread. */
static struct known {
	long ticket;
	uint64_t left;  /* of its turn, ns */
	uint64_t since; /* when it got ready */
	bool ready;
} known[THREADS + 1];
static long last_ticket, first_ticket;
static struct thread *running, *favoured; /* favoured: starved and has its turn */
static uint64_t seen;                     /* up to when the running one's turn is counted */
static uint64_t last_favour;
static uint64_t longest_wait;

static struct known *of(const struct thread *t)
{
	return &known[t - threads];
}

static void start_simulation(void)
{
	host_clock_start();
	for (int i = 0; i <= THREADS; i++) {
		threads[i].rank = threads[i].base_rank =
			(uint16_t)RANK_OWN(i < THREADS ? PRIO_LOW + i % 3 : PRIO_IDLE);
		threads[i].state = THREAD_BLOCKED;
		threads[i].all_next = i < THREADS ? &threads[i + 1] : NULL;
	}
	irq_save();
	sched_start(IDLE);
	running = IDLE;
	of(IDLE)->left = SLICE_NS;
}

static bool better(const struct thread *a, const struct thread *b)
{
	return a->rank != b->rank ? a->rank > b->rank : of(a)->ticket < of(b)->ticket;
}

static struct thread *model_best(void)
{
	struct thread *best = NULL;

	for (int i = 0; i <= THREADS; i++) {
		if (known[i].ready && (!best || better(&threads[i], best)))
			best = &threads[i];
	}
	return best;
}

/* The first of each priority is a candidate, the longest waiting one is it. */
static struct thread *model_starved(uint64_t now)
{
	struct thread *found = NULL;

	for (unsigned prio = PRIO_LOW; prio < PRIO_COUNT; prio++) {
		struct thread *head = NULL;

		for (int i = 0; i < THREADS; i++) {
			if (known[i].ready && RANK_PRIO(threads[i].rank) == prio &&
			    (!head || better(&threads[i], head)))
				head = &threads[i];
		}
		if (head && (!found || of(head)->since < of(found)->since))
			found = head;
	}
	if (!found || MAX(of(found)->since, last_favour) + AGE > now)
		return NULL;
	return found;
}

static void queue_at_end(struct thread *t)
{
	of(t)->ticket = ++last_ticket;
	of(t)->ready = true;
	of(t)->since = clock_now();
	of(t)->left = turn_of(t);
}

static void model_run(struct thread *t)
{
	longest_wait = t == IDLE ? longest_wait : MAX(longest_wait, clock_now() - of(t)->since);
	of(t)->ready = false;
	running = t;
}

static void model_account(void)
{
	uint64_t now = clock_now();

	of(running)->left -= MIN(now - seen, of(running)->left);
	seen = now;
}

/* The running one is looked at: it goes on, or somebody else gets the CPU. */
static void model_reconsider(void)
{
	struct thread *t = running, *best = model_best(), *starved_one = NULL;
	bool protected = t == favoured && of(t)->left > 0;

	if (t != favoured)
		starved_one = model_starved(clock_now());
	if (!starved_one && (protected || !best || best->rank < t->rank ||
			     (best->rank == t->rank && of(t)->left > 0)))
		return;
	bool front = of(t)->left > 0 && t != favoured;
	uint64_t left = of(t)->left;
	queue_at_end(t);
	if (front) {
		of(t)->ticket = --first_ticket;
		of(t)->left = left;
	}
	favoured = starved_one;
	if (starved_one) {
		of(starved_one)->left = SLICE_NS;
		last_favour = clock_now();
	}
	model_run(starved_one ? starved_one : model_best());
}

static void look_again(void)
{
	if (!this_cpu()->resched)
		return;
	sched_preempt();
	model_account();
	model_reconsider();
}

/* Stops at each timer on the way, as interrupts do. */
static void pass_time(uint64_t ns)
{
	uint64_t end = clock_now() + ns;

	while (clock_now() < end) {
		uint64_t next = MIN(host_clock_armed(), end);

		host_advance(next > clock_now() ? next - clock_now() : 0);
		look_again();
	}
}

static void wake(struct thread *t)
{
	sched_make_ready(t);
	queue_at_end(t);
	look_again();
}

static void block_running(void)
{
	running->state = THREAD_BLOCKED;
	sched_leave();
	model_account();
	favoured = NULL;
	model_run(model_best());
}

static void yield_running(void)
{
	struct thread *t = running;

	sched_rotate();
	model_account();
	of(t)->left = 0;
	model_reconsider();
	if (of(t)->left == 0)
		of(t)->left = turn_of(t);
}

static void change_rank(struct thread *t, unsigned rank)
{
	unsigned before = t->rank;

	sched_set_rank(t, rank);
	if (of(t)->ready && rank != before)
		of(t)->ticket = rank < before ? --first_ticket : ++last_ticket;
	look_again();
}

static unsigned random_rank(void)
{
	static const unsigned ranks[] = { RANK_OWN(PRIO_LOW), RANK_OWN(PRIO_NORMAL),
					  RANK_OWN(PRIO_HIGH), RANK(PRIO_HIGH, 20),
					  RANK(PRIO_REALTIME, 60) };

	return ranks[test_below(ARRAY_SIZE(ranks))];
}

static void make_move(void)
{
	struct thread *t = &threads[test_below(THREADS)];

	switch (test_below(8)) {
	case 0:
	case 1:
	case 2:
		if (t->state == THREAD_BLOCKED)
			wake(t);
		break;
	case 3:
		if (running != IDLE)
			block_running();
		break;
	case 4:
		yield_running();
		break;
	case 5:
		change_rank(t, random_rank());
		break;
	case 6:
		pass_time(test_below(4 * SLICE_NS));
		break;
	default:
		pass_time(test_below(1000));
	}
}

static bool agrees(unsigned move)
{
	if (!CHECK_EQ(this_cpu()->thread - threads, running - threads)) {
		CHECK_EQ(move, MOVES); /* tells where */
		return false;
	}
	return true;
}

TEST(scheduler_and_model_choose_the_same_thread_at_every_move)
{
	start_simulation();
	for (unsigned i = 0; i < MOVES; i++) {
		make_move();
		NEED(agrees(i));
	}
	CHECK(longest_wait > 0);
}

/* With AGING nobody waits for longer than as many periods as there are threads. */
TEST(no_ready_thread_waits_for_ever)
{
	start_simulation();
	for (int i = 0; i < THREADS; i++)
		wake(&threads[i]);
	change_rank(&threads[0], RANK(PRIO_REALTIME, 60));
	pass_time(3 * THREADS * AGE);
	for (int i = 0; i < THREADS; i++)
		CHECK(threads[i].cpu_time > 0);
	CHECK(longest_wait <= THREADS * (AGE + SLICE_NS));
	CHECK(threads[0].cpu_time > 2 * THREADS * AGE); /* the best one has nearly all */
}

TEST(equals_share_the_cpu_whatever_better_ones_do)
{
	uint64_t least = UINT64_MAX, most = 0, sum = 0;

	start_simulation();
	for (int i = 0; i < 3; i++) {
		change_rank(&threads[i], RANK_OWN(PRIO_NORMAL));
		wake(&threads[i]);
	}
	change_rank(&threads[3], RANK_OWN(PRIO_HIGH));
	for (int i = 0; i < 2000; i++) {
		pass_time(test_below(SLICE_NS));
		if (threads[3].state == THREAD_BLOCKED)
			wake(&threads[3]);
		else if (running == &threads[3])
			block_running();
		NEED(agrees(0));
	}
	for (int i = 0; i < 3; i++) {
		least = MIN(least, threads[i].cpu_time);
		most = MAX(most, threads[i].cpu_time);
	}
	for (int i = 0; i <= THREADS; i++)
		sum += threads[i].cpu_time;
	CHECK(most - least <= 2 * SLICE_NS);
	CHECK_EQ(sum, cpu_accounted()); /* all time is somebody's */
	CHECK_EQ(IDLE->cpu_time, 0);
}

TEST(a_thread_alone_arms_no_timer)
{
	start_simulation();
	wake(&threads[0]);
	pass_time(5 * SLICE_NS);
	CHECK_EQ(host_clock_armed(), NO_DEADLINE);
	CHECK_EQ(running - threads, 0);
}

/* --- inheritance ------------------------------------------------------------------------- */

/* The best among t and those who wait for it, directly or not. */
static unsigned deserved(const struct thread *t, int depth)
{
	unsigned rank = t->base_rank;

	for (int i = 0; i < THREADS && depth < THREADS; i++) {
		if (threads[i].waits_for == t)
			rank = MAX(rank, deserved(&threads[i], depth + 1));
	}
	return rank;
}

static bool waits_along(const struct thread *t, const struct thread *whom)
{
	while (t && t != whom)
		t = t->waits_for;
	return t != NULL;
}

TEST(every_thread_has_the_rank_of_the_best_that_waits_for_it)
{
	start_simulation();
	for (unsigned i = 0; i < MOVES; i++) {
		struct thread *t = &threads[test_below(THREADS)];
		struct thread *owner = &threads[test_below(THREADS)];

		if (t->waits_for) {
			inherit_stop(t);
		} else if (!waits_along(owner, t)) {
			inherit_wait(t, owner);
		} else {
			t->base_rank = (uint16_t)random_rank();
			inherit_update(t);
		}
		for (int j = 0; j < THREADS; j++)
			NEED(CHECK_EQ(threads[j].rank, deserved(&threads[j], 0)));
	}
}

TEST(a_ring_of_owners_does_not_hang_the_scheduler)
{
	start_simulation();
	for (int i = 0; i < 3; i++)
		threads[i].base_rank = threads[i].rank = (uint16_t)RANK_OWN(PRIO_LOW + i);
	for (int i = 0; i < 3; i++)
		inherit_wait(&threads[i], &threads[(i + 1) % 3]);
	for (int i = 0; i < 3; i++)
		CHECK_EQ(threads[i].rank, RANK_OWN(PRIO_HIGH));
}
