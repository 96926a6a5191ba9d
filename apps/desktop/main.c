/* SPDX-License-Identifier: MIT */
/*
 * desktop - a screen with a bar, a dock and windows. docs/DESKTOP.md is the manual.
 *
 *	desktop [PATH]...       the files and folders that are open at the start
 *
 * It runs until "Shut Down" or "Restart" in its menu, or until a command of Terminal ends the
 * machine. Exit status: 1 there is no screen, or no memory.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "choices.h"
#include "desktop.h"
#include "sitting.h"

/* The first disk becomes the home, unless something is mounted there already; one that has no
 * filesystem is left alone. Only on a machine of our own: this runs on Linux too. */
static void mount_home(void)
{
	static const char *const disks[] = { "/dev/vda", "/dev/vda1", "/dev/sda", "/dev/sda1" };
	static const char *const types[] = { "ctfs", "vfat" };
	struct utsname u;
	struct stat home, root;

	if (uname(&u) < 0 || strcmp(u.sysname, "Bobbin") != 0)
		return;
	mkdir(CONFIG_DESKTOP_HOME, 0777);
	if (stat(CONFIG_DESKTOP_HOME, &home) < 0 || stat("/", &root) < 0 ||
	    home.st_dev != root.st_dev)
		return;
	for (size_t i = 0; i < sizeof(disks) / sizeof(disks[0]); i++) {
		for (size_t j = 0; j < sizeof(types) / sizeof(types[0]); j++) {
			if (mount(disks[i], CONFIG_DESKTOP_HOME, types[j], 0, NULL) == 0) {
				printf("desktop: %s is mounted on %s\n", disks[i],
				       CONFIG_DESKTOP_HOME);
				return;
			}
		}
	}
}

int main(int argc, char **argv)
{
	if (gui_open() < 0) {
		fprintf(stderr, "desktop: no screen: %s\n", gui_error());
		return EXIT_FAILURE;
	}
	mount_home();
	setlocale(LC_ALL, "C.UTF-8");
	choices_begin();
	backdrop_open();
	bar_open();
	dock_open();
	for (int i = 1; i < argc; i++)
		program_open(argv[i]);
	gui_stay();
	int status = gui_run();
	gui_close();
	sittings_wait();
	return status;
}
