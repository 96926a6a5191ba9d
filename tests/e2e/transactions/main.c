/* SPDX-License-Identifier: MIT */
/*
 * main.c - transactions DATABASE DEVICE MODE COUNT: commits COUNT transactions to a database
 * with that journal mode. Transaction n adds a row n, removes row n - 10, and sets the one row
 * of table "last" to n. After each its number is written to the beginning of DEVICE.
 *
 * Only "synchronous=EXTRA" makes SQLite sync the folder after it has removed a journal, which
 * is what commits in mode "delete".
 *
 * Status: 0, or 1 with a message.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

static sqlite3 *db;

static void run(const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK)
		return;
	printf("%s, in: %s\n", why ? why : "no memory", sql);
	exit(1);
}

static void transact(int n)
{
	char sql[400];

	snprintf(sql, sizeof(sql),
		 "BEGIN; INSERT INTO t VALUES(%d, printf('%%.*c', %d, '%c'));"
		 "DELETE FROM t WHERE n = %d; UPDATE last SET n = %d; COMMIT;",
		 n, n * 977 % 9000 + 1, 'a' + n % 26, n - 10, n);
	run(sql);
}

static void acknowledge(int device, int n)
{
	unsigned long sector[64] = { (unsigned long)n };

	if (pwrite(device, sector, sizeof(sector), 0) == sizeof(sector))
		return;
	perror("acknowledgement");
	exit(1);
}

int main(int argc, char **argv)
{
	char sql[100];

	if (argc != 5)
		return 2;
	int device = open(argv[2], O_RDWR), count = atoi(argv[4]);
	if (device < 0 || sqlite3_open(argv[1], &db) != SQLITE_OK) {
		printf("%s or %s cannot be opened\n", argv[1], argv[2]);
		return 1;
	}
	snprintf(sql, sizeof(sql), "PRAGMA journal_mode=%s; PRAGMA synchronous=EXTRA;", argv[3]);
	run(sql);
	run("PRAGMA wal_autocheckpoint=20;"
	    "CREATE TABLE t(n INTEGER PRIMARY KEY, data); CREATE TABLE last(n);"
	    "INSERT INTO last VALUES(0);");
	for (int n = 1; n <= count; n++) {
		transact(n);
		acknowledge(device, n);
	}
	sqlite3_close(db);
	printf("%d transactions\n", count);
	return 0;
}
