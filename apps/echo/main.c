/* SPDX-License-Identifier: MIT */
/* echo - greets everybody whose name is typed, until the end of input. */
#include <stdio.h>
#include <string.h>

#define BOLD  "\033[1m"
#define GREEN "\033[32m"
#define PLAIN "\033[0m"

int main(void)
{
	char name[256];
	int greeted = 0;

	puts("Good day. Type a name and Enter; Ctrl-D ends.");
	for (;;) {
		fputs(GREEN "name> " PLAIN, stdout);
		fflush(stdout);
		if (!fgets(name, sizeof(name), stdin))
			break;
		name[strcspn(name, "\n")] = '\0';
		if (!name[0])
			continue;
		printf("Hello, " BOLD "%s" PLAIN "!\n", name);
		greeted++;
	}
	printf("\n%d greeted. Goodbye.\n", greeted);
	return 0;
}
