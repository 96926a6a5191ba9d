/* SPDX-License-Identifier: MIT */
/* test_shell_parse.c - what a line of the shell consists of, and which lines make no sense. */
#include <stdlib.h>
#include <string.h>

#include <test/test.h>

#include "../parse.h"
#include "../words.h"

static struct shell_script s;

static const char *parse(const char *text)
{
	shell_parse_free(&s);
	return shell_parse(&s, text, strlen(text));
}

static bool refused(const char *text, const char *with, unsigned line)
{
	const char *mistake = parse(text);
	bool ok = mistake && strstr(mistake, with) && s.line == line;

	shell_parse_free(&s);
	return ok;
}

static bool word_is(size_t index, const char *text)
{
	return index < s.words_count && s.words[index].len == strlen(text) &&
	       memcmp(s.words[index].text, text, s.words[index].len) == 0;
}

TEST(shell_words_end_at_blanks_and_operators)
{
	NEED(parse("ls  -l\t/a;b|c&&d||e#f # g\nh>i<j") == NULL);
	static const char *const words[] = { "ls", "-l", "/a", "b", "c", "d", "e#f", "h" };

	CHECK_EQ(s.words_count, 8);
	for (size_t i = 0; i < 8; i++)
		CHECK(word_is(i, words[i]));
	CHECK_EQ(s.pipelines_count, 5);
	CHECK_EQ(s.pipelines[1].steps, 2);
	CHECK_EQ(s.pipelines[2].when, IF_TRUE);
	CHECK_EQ(s.pipelines[3].when, IF_FALSE);
	CHECK_EQ(s.redirects_count, 2);
	shell_parse_free(&s);
}

TEST(shell_quotes_keep_a_word_together)
{
	NEED(parse("echo 'a b'\"c\\\" d\"\\ e '#' \"|\"") == NULL);
	CHECK_EQ(s.words_count, 4);
	CHECK(word_is(1, "'a b'\"c\\\" d\"\\ e"));
	shell_parse_free(&s);
}

TEST(shell_redirections_name_descriptors)
{
	NEED(parse("a 2>&1 >>x 2> y 1<z b2>w") == NULL);
	CHECK_EQ(s.redirects_count, 5);
	CHECK(s.redirects[0].kind == REDIRECT_COPY && s.redirects[0].from == 1);
	CHECK(s.redirects[1].kind == REDIRECT_APPEND && s.redirects[1].fd == 1);
	CHECK(s.redirects[2].kind == REDIRECT_WRITE && s.redirects[2].fd == 2);
	CHECK(s.redirects[3].kind == REDIRECT_READ && s.redirects[3].fd == 1);
	CHECK(s.redirects[4].kind == REDIRECT_WRITE && s.redirects[4].fd == 1);
	CHECK(word_is(1, "b2"));
	shell_parse_free(&s);
}

TEST(shell_mistakes_are_told_with_their_line)
{
	CHECK(refused("a\nb |", "missing", 2));
	CHECK(refused("|a", "missing", 1));
	CHECK(refused("a &&\n\n", "missing", 3));
	CHECK(refused("a\n;", "missing", 2));
	CHECK(refused("a;;", "missing", 1));
	CHECK(refused("a; ; b", "missing", 1));
	CHECK(refused("a;\nb;\n'c", "quote", 3));
	CHECK(refused("a\\", "backslash", 1));
	CHECK(refused("a &", "background", 1));
	CHECK(refused("a >", "path", 1));
	CHECK(refused("a >;", "path", 1));
	CHECK(refused("a 3>b", "0, 1 and 2", 1));
	CHECK(refused("a >&b", ">&", 1));
	CHECK(refused("! | b", "missing", 1));
	CHECK(shell_parse(&s, "a\0b", 3) != NULL);
	shell_parse_free(&s);
}

TEST(shell_what_other_shells_know_is_refused)
{
	static const char *const keywords[] = { "if true",   "true && { ls", "while true",    "fi",
						"ls | ! ls", "! ! ls",       "< f for i in a" };
	static const char *const outputs[] = { "echo $(ls)", "echo \"`ls`\"", "X=`ls`",
					       "echo > a`b", "echo \"$(ls)\"" };
	static const char *const braces[] = { "echo ${X",  "echo ${X-a}", "${}",
					      "\"${1a}\"", "echo ${10}",  "echo ${" };
	static const char *const parameters[] = { "sh f \"$@\"", "echo $*", "echo $!", "echo $$" };

	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		CHECK(refused(keywords[i], "\"if\"", 1));
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++)
		CHECK(refused(outputs[i], "$(...)", 1));
	for (size_t i = 0; i < sizeof(braces) / sizeof(braces[0]); i++)
		CHECK(refused(braces[i], "${ and }", 1));
	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++)
		CHECK(refused(parameters[i], "behind $", 1));
	CHECK(refused("true\n(ls)", "groups", 2));
	CHECK(refused("f() ls", "groups", 1));
	CHECK(parse("echo if '$(`(' \\$\\(\\` \"(\\`\\$(\" ${X} ${?}${1}$1$# $ \"a$\" '$@'") ==
	      NULL);
	shell_parse_free(&s);
}

static bool word_stands_for(size_t index, const char *want)
{
	static struct shell sh;
	char *text = shell_expand_one(&sh, &s.words[index]);
	bool same = text && strcmp(text, want) == 0;

	free(text);
	return same;
}

TEST(shell_lines_go_on_behind_a_backslash)
{
	static const char *const texts[] = { "ab\\\ncd \\\n e \"f\\\ng\"",
					     "ab\\\r\ncd \\\r\n e \"f\\\r\ng\"" };

	for (size_t i = 0; i < 2; i++) {
		NEED(parse(texts[i]) == NULL && s.words_count == 3);
		CHECK_EQ(s.pipelines_count, 1);
		CHECK(word_stands_for(0, "abcd"));
		CHECK(word_stands_for(1, "e"));
		CHECK(word_stands_for(2, "fg"));
	}
	NEED(parse("\"a\\`b\\'\" c\\\rd") == NULL);
	CHECK(word_stands_for(0, "a`b\\'"));
	CHECK(word_stands_for(1, "c\rd"));
	shell_parse_free(&s);
}

TEST(shell_lines_go_on_behind_operators)
{
	NEED(parse("a |\n b &&\n\n c ||\n d; e \\\n f;\n\n\n") == NULL);
	CHECK_EQ(s.pipelines_count, 4);
	CHECK_EQ(s.pipelines[0].steps, 2);
	CHECK_EQ(s.steps[4].words, 2);
	shell_parse_free(&s);
}

TEST(shell_assignments_are_names)
{
	static const struct {
		const char *text;
		size_t name;
	} cases[] = { { "A=b", 1 }, { "_a1=", 3 }, { "1a=b", 0 },
		      { "a", 0 },   { "=b", 0 },   { "a-b=c", 0 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct shell_word w = { cases[i].text, strlen(cases[i].text) };
		CHECK_EQ(shell_assignment(&w), cases[i].name);
	}
}
