/* SPDX-License-Identifier: MIT */
/*
 * app.c - the program: what libc's start-up finds on its stack, and its end.
 *
 * The program's first thread gets a stack of its own and enters libc where a C
 * program's start file would. kmain()'s thread, which has the highest priority,
 * meanwhile waits for somebody to call app_exit(): nothing of the program runs after that.
 *
 * Source: System V ABI x86-64 3.4.1 (initial stack), 3.4.3 (auxiliary vector); musl's
 * __libc_start_main() and static_init_tls().
 */
#define LOG_TAG "app"
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include <core/app.h>
#include <core/cmdline.h>
#include <core/heap.h>
#include <core/init.h>
#include <core/log.h>
#include <core/pages.h>
#include <core/panic.h>
#include <core/random.h>
#include <core/thread.h>
#include <core/vm.h>
#include <core/waitq.h>

#define STACK_SIZE (CONFIG_APP_STACK_KB * 1024ul)
#define ENV_MAX    32 /* variables, with HOME */
#define AUXV_MAX   16 /* entries */

OPTION(env_option, "env", "the program's environment: NAME=VALUE, separated by blanks");

int main(int argc, char **argv, char **envp);
/* libc's. The last three are unused by static programs. */
int __libc_start_main(int (*fn)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*rtld)(void));

/* The initial image of thread-local variables, from link.ld. The sizes are the
 * addresses of these symbols. */
extern const char __tdata_start[], __tdata_filesz[], __tdata_memsz[], __tdata_align[];

/* libc looks for this in the program headers, which are not in memory. */
static Elf64_Phdr tls_header;
static uint8_t random_start[16];

static struct waitq ended_queue;
static bool ended;
static int exit_status;

/* The next word of *text, ended by a NUL where it stands; NULL when there is none. */
static char *next_word(char **text)
{
	char *word = *text;

	while (*word == ' ')
		word++;
	char *end = word;
	while (*end && *end != ' ')
		end++;
	*text = *end ? end + 1 : end;
	*end = '\0';
	return end > word ? word : NULL;
}

/* HOME and the variables of option env; returns how many. */
static size_t build_env(char **env)
{
	static char home[] = "HOME=/";
	const char *option = cmdline_option("env");
	size_t n = 0, size = option ? strlen(option) + 1 : 0;
	char *text = option ? heap_alloc(size) : NULL, *word;

	env[n++] = home;
	if (!text)
		return n;
	memcpy(text, option, size);
	while ((word = next_word(&text)) != NULL) {
		if (word[0] == '=' || !memchr(word, '=', strlen(word)))
			log_warn("option env: '%s' is left out, it is not NAME=VALUE", word);
		else if (n == ENV_MAX)
			log_warn("option env: '%s' is left out, it is one too many", word);
		else
			env[n++] = word;
	}
	return n;
}

static void describe_tls(void)
{
	size_t align = (size_t)__tdata_align;

	tls_header = (Elf64_Phdr){
		.p_type = PT_TLS,
		.p_flags = PF_R,
		.p_vaddr = (uintptr_t)__tdata_start,
		.p_filesz = (size_t)__tdata_filesz,
		.p_memsz = (size_t)__tdata_memsz,
		.p_align = align ? align : 1,
	};
}

static void build_auxv(Elf64_auxv_t auxv[AUXV_MAX], const char *name)
{
	describe_tls();
	random_bytes(random_start, sizeof(random_start));
	const Elf64_auxv_t all[] = {
		{ AT_PHDR, { (uintptr_t)&tls_header } },
		{ AT_PHENT, { sizeof(tls_header) } },
		{ AT_PHNUM, { tls_header.p_memsz ? 1 : 0 } },
		{ AT_PAGESZ, { PAGE_SIZE } },
		{ AT_CLKTCK, { 100 } },
		{ AT_RANDOM, { (uintptr_t)random_start } },
		{ AT_EXECFN, { (uintptr_t)name } },
		{ AT_UID, { 0 } },
		{ AT_EUID, { 0 } },
		{ AT_GID, { 0 } },
		{ AT_EGID, { 0 } },
		{ AT_SECURE, { 0 } },
		{ AT_NULL, { 0 } },
	};
	_Static_assert(ARRAY_SIZE(all) <= AUXV_MAX, "the block has no room for all");
	memcpy(auxv, all, sizeof(all));
}

/* argv, NULL, environment, NULL, auxiliary vector: one block, kept for ever. */
static char **build_block(int *argc)
{
	static char name[] = APP_NAME;
	char *env[ENV_MAX];
	char *const *args;
	size_t arg_count = (size_t)cmdline_args(&args), env_count = build_env(env);
	size_t pointers = 1 + arg_count + 1 + env_count + 1;
	char **block =
		heap_alloc_zero(1, pointers * sizeof(*block) + AUXV_MAX * sizeof(Elf64_auxv_t));

	if (!block)
		return NULL;
	block[0] = name;
	memcpy(block + 1, args, arg_count * sizeof(*block));
	memcpy(block + 1 + arg_count + 1, env, env_count * sizeof(*block));
	build_auxv((Elf64_auxv_t *)(block + pointers), name);
	*argc = (int)arg_count + 1;
	return block;
}

struct program {
	int argc;
	char **argv;
};

static void enter_program(void *arg)
{
	const struct program *p = arg;

	__libc_start_main(main, p->argc, p->argv, NULL, NULL, NULL);
	panic("libc's start-up returned");
}

int app_run(void)
{
	static struct program program;
	void *stack = vm_map(STACK_SIZE, VM_R | VM_W, VM_STACK, "main");
	struct thread *t = NULL;

	program.argv = build_block(&program.argc);
	if (stack && program.argv)
		t = thread_create_on("main", (uintptr_t)stack + STACK_SIZE, 0, enter_program,
				     &program);
	if (!t)
		panic("no memory for the program: its stack needs %d KiB", CONFIG_APP_STACK_KB);
	thread_start(t);
	wait_event(&ended_queue, ended);
	return exit_status;
}

static void end(int status)
{
	unsigned long flags = irq_save();

	if (!ended) {
		exit_status = status & 0xff;
		ended = true;
		waitq_wake(&ended_queue);
	}
	irq_restore(flags);
}

void app_exit(int status)
{
	irq_save();
	end(status);
	for (;;)
		thread_block(NO_DEADLINE);
}

static const char *signal_name(int signal)
{
	switch (signal) {
	case SIGABRT:
		return "aborted";
	case SIGALRM:
		return "alarm clock";
	case SIGKILL:
		return "killed";
	case SIGTERM:
		return "terminated";
	case SIGPIPE:
		return "broken pipe";
	default:
		return "signal";
	}
}

static void tell_signal(int signal)
{
	log_err("the program ended by signal %d (%s) in thread %d", signal, signal_name(signal),
		thread_id(thread_self()));
}

void app_kill(int signal)
{
	if (!ended)
		tell_signal(signal);
	end(128 + signal);
}

void app_exit_by_signal(int signal)
{
	const struct code_place here = { .pc = (uintptr_t)__builtin_return_address(0),
					 .fp = *(uintptr_t *)__builtin_frame_address(0) };

	tell_signal(signal);
	backtrace_print(&here);
	app_exit(128 + signal);
}
