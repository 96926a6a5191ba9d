/* SPDX-License-Identifier: MIT */
/* terminal.h - the program's two halves; argv[0] is the word that chose one. */
#ifndef TERMINAL_H
#define TERMINAL_H

int show(int argc, char **argv);
int read_input(int argc, char **argv);

#endif
