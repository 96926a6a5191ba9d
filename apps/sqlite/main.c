/* SPDX-License-Identifier: MIT */
/*
 * main.c - sqlite DATABASE [SQL]...: runs statements and prints the rows, columns separated by
 * "|". Without SQL, statements are read from the console, each up to a line that ends in ";".
 *
 * Status: 0; 1 a statement failed, the others were not run; 2 wrong use.
 */
#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#define STATEMENT_MAX 4096

static int print_row(void *unused, int columns, char **values, char **names)
{
	(void)unused;
	(void)names;
	for (int i = 0; i < columns; i++)
		printf("%s%s", i ? "|" : "", values[i] ? values[i] : "NULL");
	putchar('\n');
	return 0;
}

/* 0, or 1 with a message. */
static int run(sqlite3 *db, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db, sql, print_row, NULL, &why) == SQLITE_OK)
		return 0;
	fprintf(stderr, "sqlite: %s, in: %s\n", why ? why : sqlite3_errmsg(db), sql);
	sqlite3_free(why);
	return 1;
}

static int run_console(sqlite3 *db)
{
	char sql[STATEMENT_MAX];
	size_t len = 0;
	int failed = 0;

	while (!failed && fgets(sql + len, (int)(sizeof(sql) - len), stdin)) {
		len += strlen(sql + len);
		if (len + 1 == sizeof(sql)) {
			fprintf(stderr, "sqlite: a statement is longer than %d bytes\n",
				STATEMENT_MAX - 2);
			return 1;
		}
		if (sqlite3_complete(sql)) {
			failed = run(db, sql);
			len = 0;
		}
	}
	return failed;
}

int main(int argc, char **argv)
{
	sqlite3 *db;
	int failed = 0;

	if (argc < 2) {
		fputs("usage: sqlite DATABASE [SQL]...\n", stderr);
		return 2;
	}
	if (sqlite3_open(argv[1], &db) != SQLITE_OK) {
		fprintf(stderr, "sqlite: %s: %s\n", argv[1], sqlite3_errmsg(db));
		sqlite3_close(db);
		return 1;
	}
	for (int i = 2; i < argc && !failed; i++)
		failed = run(db, argv[i]);
	if (argc == 2)
		failed = run_console(db);
	if (sqlite3_close(db) != SQLITE_OK)
		failed = 1;
	return failed;
}
