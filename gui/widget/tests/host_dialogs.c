/* SPDX-License-Identifier: MIT */
/* host_dialogs.c - questions, names, and files in a real folder of this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <test/test.h>

#include "stage.h"

static int answer, answers;

static void answered(int button, void *arg)
{
	(void)arg;
	answer = button;
	answers++;
}

TEST(gui_message_is_answered_by_its_buttons_enter_and_escape)
{
	struct gui_widget *column = stage_open(500, 300);
	int presses = 0;
	struct gui_widget *button = gui_button(column, "Behind", stage_count, &presses);

	host_wait(20);
	answers = 0;
	gui_message(
		column, GUI_WARNING, "Delete the file?",
		"\"notes.txt\" will be gone for ever, with everything that is written in it, and "
		"nothing brings it back.",
		"Cancel|!Delete", answered, NULL);
	CHECK(stage_is("message", 0x08e43fdb02b3a528));
	stage_click(button); /* it is not reached */
	CHECK_EQ(presses, 0);
	host_key(GUI_KEY_ENTER, 0); /* Cancel has the focus: Delete is dangerous */
	CHECK(answers == 1 && answer == 0);
	gui_message(column, GUI_QUESTION, "Save?", "Yes or no.", "No|Yes", answered, NULL);
	host_wait(20);
	host_key(GUI_KEY_ENTER, 0);
	CHECK(answers == 2 && answer == 1);
	gui_message(column, GUI_INFO, "Done", "That was all.", NULL, answered, NULL);
	host_wait(20);
	host_key(GUI_KEY_ESCAPE, 0);
	CHECK(answers == 3 && answer == -1);
	gui_message(column, GUI_ERROR, "Twice", "Closed with its window.", NULL, answered, NULL);
	host_wait(20);
	stage_click(button);
	host_key(GUI_KEY_ESCAPE, 0);
	stage_click(button);
	CHECK_EQ(presses, 1);
	stage_close();
}

static char written[512];
static int writings;

static void on_written(const char *text, void *arg)
{
	(void)arg;
	snprintf(written, sizeof(written), "%s", text ? text : "(cancelled)");
	writings++;
}

TEST(gui_prompt_gives_what_was_written)
{
	struct gui_widget *column = stage_open(500, 300);

	gui_prompt(column, "Rename", "New name:", "old", "Rename", on_written, NULL);
	host_wait(20);
	host_text("new");
	host_key(GUI_KEY_ENTER, 0);
	CHECK_STR(written, "new");
	writings = 0;
	gui_prompt(column, "Rename", "New name:", "", NULL, on_written, NULL);
	host_wait(20);
	host_key(GUI_KEY_ENTER, 0); /* an empty name is none */
	CHECK_EQ(writings, 0);
	host_key(GUI_KEY_ESCAPE, 0);
	CHECK_STR(written, "(cancelled)");
	stage_close();
}

/* --- files ---------------------------------------------------------------------------------- */

static char folder[] = "/tmp/files-XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void make_file(const char *name)
{
	FILE *f = fopen(in_folder(name), "w");

	CHECK(f && fputs("text", f) >= 0 && fclose(f) == 0);
}

static struct gui_widget *open_folder(void)
{
	strcpy(folder, "/tmp/files-XXXXXX");
	CHECK(mkdtemp(folder) != NULL);
	CHECK_EQ(mkdir(in_folder("sub"), 0777), 0);
	make_file("a.txt");
	make_file("b.png");
	make_file("sub/deep.txt");
	writings = 0;
	return stage_open(700, 400);
}

static void close_folder(void)
{
	static const char *const names[] = {
		"sub/made/new.txt", "sub/made", "sub/deep.txt", "sub", "a.txt", "b.png"
	};

	stage_close();
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		remove(in_folder(names[i]));
	CHECK_EQ(rmdir(folder), 0);
}

TEST(gui_open_dialog_browses_folders_and_filters_names)
{
	struct gui_widget *column = open_folder();
	struct gui_file_options options = { .folder = folder, .filter = "*.TXT;*.md" };

	gui_open_dialog(column, &options, on_written, NULL);
	host_wait(20);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	host_key(GUI_KEY_DOWN_ARROW, 0); /* sub, a.txt: no b.png */
	host_key(GUI_KEY_ENTER, 0);
	CHECK_STR(written, in_folder("a.txt"));
	gui_open_dialog(column, &options, on_written, NULL);
	host_wait(20);
	host_key(GUI_KEY_ENTER, 0); /* into sub */
	host_wait(20);
	CHECK_EQ(writings, 1);
	host_key(GUI_KEY_ENTER, 0);
	CHECK_STR(written, in_folder("sub/deep.txt"));
	gui_open_dialog(column, &options, on_written, NULL);
	host_wait(20);
	host_key(GUI_KEY_ESCAPE, 0);
	CHECK_STR(written, "(cancelled)");
	close_folder();
}

TEST(gui_save_dialog_makes_folders_and_asks_before_it_replaces)
{
	struct gui_widget *column = open_folder();
	struct gui_file_options options = { .folder = folder, .name = "a.txt" };

	gui_save_dialog(column, &options, on_written, NULL);
	host_wait(20);
	host_key(GUI_KEY_ENTER, 0); /* a.txt exists */
	host_wait(20);
	CHECK_EQ(writings, 0);
	host_key(GUI_KEY_ENTER, 0); /* Cancel */
	CHECK_EQ(writings, 0);
	host_wait(20);
	host_key(GUI_KEY_ENTER, 0);
	host_wait(20);
	host_key(GUI_KEY_TAB, 0);
	host_key(GUI_KEY_ENTER, 0); /* Replace */
	CHECK_STR(written, in_folder("a.txt"));
	gui_save_dialog(column, &options, on_written, NULL);
	host_wait(20);
	host_text("sub"); /* a folder: the dialog goes there */
	host_key(GUI_KEY_ENTER, 0);
	CHECK_EQ(writings, 1);
	host_text("new.txt");
	host_key(GUI_KEY_ENTER, 0);
	CHECK_STR(written, in_folder("sub/new.txt"));
	close_folder();
}

TEST(gui_save_dialog_makes_a_new_folder)
{
	struct gui_widget *column = open_folder();
	struct gui_file_options options = { .folder = in_folder("sub"), .name = "new.txt" };
	struct stat st;

	gui_save_dialog(column, &options, on_written, NULL);
	host_wait(20);
	host_key(GUI_KEY_TAB, GUI_SHIFT); /* from the name to the table, and to New folder */
	host_key(GUI_KEY_TAB, GUI_SHIFT);
	host_key(GUI_KEY_ENTER, 0);
	host_wait(20);
	host_text("made");
	host_key(GUI_KEY_ENTER, 0);
	host_wait(20);
	CHECK(stat(in_folder("sub/made"), &st) == 0 && S_ISDIR(st.st_mode));
	/* A name that exists is refused, and said. */
	host_key(GUI_KEY_ENTER, 0);
	host_wait(20);
	host_text("made");
	host_key(GUI_KEY_ENTER, 0);
	host_wait(20);
	host_key(GUI_KEY_ESCAPE, 0);
	CHECK_EQ(writings, 0);
	host_key(GUI_KEY_ESCAPE, 0);
	CHECK_STR(written, "(cancelled)");
	close_folder();
}

TEST(gui_dialogs_go_with_the_window_of_their_owner)
{
	struct gui_widget *column = open_folder();
	struct gui_widget *other = gui_column(gui_window("Other", 300, 200));
	struct gui_file_options options = { .folder = folder };

	host_wait(20);
	gui_save_dialog(other, &options, on_written, NULL);
	host_wait(20);
	gui_message(other, GUI_INFO, "One more", "Text.", NULL, answered, NULL);
	host_wait(20);
	gui_free(gui_window_of(other));
	host_wait(20);
	CHECK_EQ(writings, 0);
	CHECK_EQ(gui_window_count(), 1);
	CHECK(gui_window_is_active(gui_window_of(column)));
	close_folder();
}
