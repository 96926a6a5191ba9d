/* SPDX-License-Identifier: MIT */
/*
 * test_shell_dash.c - the same lines in dash, which is a POSIX shell, and here: what they print,
 * their status and what they leave in files must be the same wherever the languages overlap.
 * Errors' words are each shell's own: they are led away.
 *
 * Left out is what docs/SHELL.md has otherwise: a variable's value stays one word, and a
 * redirection that fails has status 1.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <test/test.h>

#include "lines.h"

#define ROUNDS   150
#define SEED     1
#define TEXT_MAX 4096

/* Its own takes backslashes for something else. */
static const char echo[] = "echo() {\n"
			   "	if [ \"$1\" = -n ]; then shift; printf %s \"$*\"; return; fi\n"
			   "	printf '%s\\n' \"$*\"\n"
			   "}\n";

/* What both begin with, and what they may have changed. */
static const char before[] = "cd $PLACE; rm -r *; mkdir d d/e; write f one two; write g '  2 *'; "
			     "write -a g x; touch o p d/o d/e/.h 'a b'; unset X Y";
static const char *const files[] = { "f", "g", "o", "p", "d/o" };

/* --- what was done -------------------------------------------------------------------------- */

struct report {
	char text[1 << 15];
	size_t len;
};

static void add(struct report *r, const char *text, size_t len)
{
	len = len < sizeof(r->text) - 1 - r->len ? len : sizeof(r->text) - 1 - r->len;
	memcpy(r->text + r->len, text, len);
	r->len += len;
	r->text[r->len] = '\0';
}

static void add_stream(struct report *r, int fd)
{
	char buf[4096];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		add(r, buf, (size_t)n);
	close(fd);
}

static void add_end(struct report *r, int status)
{
	char path[96];

	snprintf(path, sizeof(path), "status %d\n", status);
	add(r, path, strlen(path));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", lines_folder, files[i]);
		add(r, files[i], strlen(files[i]));
		add(r, ":", 1);
		add_stream(r, open(path, O_RDONLY | O_CLOEXEC));
	}
}

static void run_dash(const char *line, int out)
{
	char *text = malloc(sizeof(echo) + strlen(line));
	int null = open("/dev/null", O_RDWR);

	if (!text || null < 0 || chdir(lines_folder) < 0)
		_exit(99);
	strcpy(stpcpy(text, echo), line);
	dup2(null, 0);
	dup2(out, 1);
	dup2(null, 2);
	execlp("dash", "dash", "-c", text, (char *)NULL);
	_exit(99);
}

static bool report_dash(const char *line, struct report *r)
{
	int ends[2], status = -1;

	r->len = 0;
	if (!CHECK_EQ(lines_run(before), 0) || !CHECK_EQ(pipe(ends), 0))
		return false;
	pid_t child = fork();
	if (child == 0)
		run_dash(line, ends[1]);
	close(ends[1]);
	add_stream(r, ends[0]);
	waitpid(child, &status, 0);
	add_end(r, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return CHECK(WIFEXITED(status) && WEXITSTATUS(status) != 99); /* no dash */
}

static bool report_ours(const char *line, struct report *r)
{
	int in = lines_sh.in, err = lines_sh.err, null = open("/dev/null", O_RDWR | O_CLOEXEC);

	r->len = 0;
	if (!CHECK_EQ(lines_run(before), 0) || !CHECK(null >= 0))
		return false;
	lines_sh.in = lines_sh.err = null;
	lines_sh.status = 0;
	int status = lines_run(line);
	lines_sh.in = in;
	lines_sh.err = err;
	lines_sh.exiting = false;
	close(null);
	add(r, lines_said, strlen(lines_said));
	add_end(r, status);
	return true;
}

static bool agree(const char *line)
{
	static struct report ours, theirs;

	if (!report_dash(line, &theirs) || !report_ours(line, &ours))
		return false;
	if (strcmp(ours.text, theirs.text) == 0)
		return true;
	CHECK_STR(ours.text, theirs.text);
	CHECK_STR(line, ""); /* which one it was */
	return false;
}

TEST(shell_does_what_dash_does)
{
	static const char *const lines[] = {
		/* quotes */
		"echo a\"b c\"d'e f'g\\ h '' \"\" \\'\\\"\\\\ 'a\\b' \"a\\b\\$X\\\"\"",
		"echo \"a\\\nb\" c\\\nd 'e\\\nf' ; ec\\\nho g",
		"echo a#b # c\necho '#' \\# \"#\"",
		"echo 'a\nb' \"c\n\nd\"",
		"X='a  b'; echo \"$X\" \"${X}c\" '$X' \\$X \"\\$X\" $Y \"$Y\" a$Y",
		"X=1 Y=2; echo $X$Y ${X}1 \"$X\"'$X' $X_ $ \"$\" a$ $.",
		"X=a=b; echo $X; X=; echo \"<$X>\"; X='*'; echo \"$X\"",
		"'ec'ho a; \"e\"\\cho b; X=echo; $X c",
		/* patterns */
		"echo * d/* ? [a-g] [!a-f] 'a '* *' b' f* \\* \"*\" z* d*/ */e */*/ .h* d/e/* "
		"d/e/.h",
		"cd d; echo * ../f* ./e ../*' '*; cd ../d/e; echo .*h * ..",
		/* one after the other */
		"true && echo a || echo b; false && echo c || echo d; false || false || echo e",
		"! true; echo $?; ! false; echo $?; ! false | true; echo $?; ! nosuch",
		"false; echo $? $?; true; false\n\n# none\n",
		"false;;",
		"; echo a",
		"echo a;\necho b\n\n\necho c &&\n\n echo d |\n cat",
		"false && echo a; echo $?; true || echo b; echo $?",
		"nosuch; echo $?; ./nosuch; echo $?; ./d; echo $?; d/o/x; echo $?",
		"exit 7; echo no",
		"false; exit",
		"exit 255 | true; echo $?",
		"true | exit 9",
		"! exit 3",
		"! exit 0",
		"exit 3 && echo a || echo b",
		"false || exit 4; echo a",
		/* pipes */
		"echo a b | cat | cat; cat f g | grep -c o; echo a | cat - f",
		"false | true; echo $?; true | false; echo $?; exit 5 | cat; cd d | cd d; ls",
		"X=1 | true; echo \"$X\"; X=2; echo \"$X\" | cat; true | X=3; echo $X",
		"cat g | head -n 1 | tail -n 1; cat f | true; cat nosuch | cat; echo $?",
		"echo a |",
		"| cat",
		"echo a ||",
		"&& echo",
		"echo a && ; echo",
		"!",
		/* redirections */
		"echo a > o; echo b >> o; > p echo c; cat < o > p d/o; cat o p",
		"echo a > o > p; cat o p; cat < f < g; > f; < g; echo $?",
		"cat nosuch > o 2>&1; grep -c nosuch o; cat nosuch 2> p; grep -c nosuch p",
		"cat nosuch 2>&1 > o | grep -c nosuch; echo a >&2; echo b 1>&2 2> o; cat o",
		"echo a 2> o 2 > p; echo 2> p; echo 3 >> o >> p; cat o p; echo c>o;cat<o",
		"cat f > f; cat f g > f; cat f; echo a >> f; cat f >> o; cat f >> f",
		"X=o; echo a > $X; echo b >> \"${X}\"; cat 'o'; echo c > 'a b'; cat \"a b\"",
		"echo a >",
		"echo >> ;",
		"< ; echo a",
		"echo 'a",
		"echo \"a",
		"cat <",
		/* scripts */
		"echo 'echo \"$1\" \"$2\" $# \"$0\" \"$9\"; exit $3' > s; sh s a 'b c' 6; echo $?",
		"echo 'X=5; ls d; exit 3; ls' > s; sh s; echo $?; sh s | cat; echo $?",
		"echo 'exit' > s; false; sh s; echo $?",
		"echo 'false' > s; sh s || echo $?; echo > s; false; sh s; echo $?; echo '\"' > s; "
		"sh s",
		"echo 'cat; echo end' > s; echo in | sh s; sh s < f; sh s > o 2> p; cat o",
		"echo $# \"$1\" ${1} ${#} ${?}",
	};

	NEED(lines_open());
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		agree(lines[i]);
	lines_close();
}

/* --- lines that nobody thought of ------------------------------------------------------------ */

static uint32_t noise_state;

/* Always the same lines: a difference is found when it is made, not some day. */
static unsigned below(unsigned n)
{
	noise_state = noise_state * 1664525 + 1013904223;
	return (noise_state >> 8) % n;
}

struct line_text {
	char text[TEXT_MAX];
	size_t len;
};

static void put(struct line_text *l, const char *text)
{
	l->len += (size_t)snprintf(l->text + l->len, sizeof(l->text) - l->len, "%s", text);
}

static const char *one_of(const char *const *texts)
{
	unsigned count = 0;

	while (texts[count])
		count++;
	return texts[below(count)];
}
#define ONE_OF(...) one_of((const char *const[]){ __VA_ARGS__, NULL })

static void put_word(struct line_text *l)
{
	for (unsigned parts = 1 + below(3); parts > 0; parts--) {
		switch (below(4)) {
		case 0:
			put(l,
			    ONE_OF("a", "d", "f*", "*", "?", "o", "d/*", "[a-f]", "b-", "1", "."));
			break;
		case 1:
			put(l, "'");
			for (unsigned n = below(4); n > 0; n--)
				put(l, ONE_OF("a", " ", "\"", "\\", "$X", "*", ";", "|", "#", "\n",
					      "&&", ">"));
			put(l, "'");
			break;
		case 2:
			put(l, "\"");
			for (unsigned n = below(4); n > 0; n--)
				put(l, ONE_OF("a", "  ", "'", "\\\"", "\\\\", "\\$", "\\a", "$X",
					      "${Y}", "$?", "*", ";", "|", "#", "\n", "\\\n", "<",
					      "$ "));
			put(l, "\"");
			break;
		default:
			put(l, ONE_OF("\\ ", "\\*", "\\'", "\\\"", "\\\\", "\\#", "\\;", "\\\n",
				      "\\&", "$?", "\"$X\"", "\"${Y}\"", "$#", "\\|", "\\$X"));
		}
	}
}

static void put_command(struct line_text *l)
{
	switch (below(6)) {
	case 0:
		put(l, ONE_OF("true", "false", "nosuch", "cat", "cat nosuch"));
		break;
	case 1:
		put(l, ONE_OF("cat f", "cat g f", "cat f - g", "grep -c o", "head -n 1 g",
			      "tail -n 1 g"));
		break;
	case 2:
		put(l, ONE_OF("cd .", "exit 3", "exit"));
		break;
	default:
		put(l, ONE_OF("echo", "echo -n", "ec\\\nho", "'echo'"));
		for (unsigned n = below(4); n > 0; n--) {
			put(l, " ");
			put_word(l);
		}
	}
}

static void put_pipeline(struct line_text *l)
{
	unsigned more = below(3);

	put(l, ONE_OF("", "", "", "! "));
	if (below(5) == 0) {
		put(l, ONE_OF("X=", "Y=", "Y=1 X="));
		put_word(l);
		return;
	}
	put_command(l);
	if (more == 2) /* what a pipe's commands write at once would be in any order */
		put(l, ONE_OF(" > o", " >>p", " 2> /dev/null", " > o 2>&2 > p", ""));
	for (; more == 1; more = below(2)) {
		put(l, ONE_OF(" | ", "|", " |\n"));
		put_command(l);
	}
}

TEST(shell_does_what_dash_does_with_anything)
{
	static struct line_text l;
	unsigned wrong = 0;

	NEED(lines_open());
	noise_state = SEED;
	for (int i = 0; i < ROUNDS && wrong < 3; i++) {
		l.len = 0;
		for (unsigned n = 1 + below(5); n > 0; n--) {
			put_pipeline(&l);
			put(&l, ONE_OF("; ", ";", "\n", " && ", " || ", "&&\n", " # c 'c\n"));
		}
		put(&l, "echo $? \"$X\"");
		wrong += !agree(l.text);
	}
	lines_close();
}
