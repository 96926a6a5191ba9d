/* SPDX-License-Identifier: MIT */
/*
 * text_undo.c - what undoes and redoes changes.
 *
 * Every change is one text_edit in a list; `done` divides it into what is in force and what
 * was undone. Typed characters join the last edit up to the end of a word, so that a word is
 * one step. A text has an id after each change, by which "modified" is told: undoing brings
 * the old id back.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/compiler.h>

#include "text_model.h"

#define JOIN_ROOM 32u /* bytes of the first room for typed characters */

static size_t cost(const struct text_edit *e)
{
	return sizeof(*e) + e->room;
}

static void drop(struct text_model *t, struct text_edit *e)
{
	if (e->previous)
		e->previous->next = e->next;
	else
		t->first = e->next;
	if (e->next)
		e->next->previous = e->previous;
	else
		t->last = e->previous;
	if (t->done == e)
		t->done = e->previous;
	t->undo_bytes -= cost(e);
	free(e);
}

void text_forget(struct text_model *t)
{
	while (t->first)
		drop(t, t->first);
	t->joins = false;
}

/* A change after an undo: what could have been redone is gone. */
static void forget_undone(struct text_model *t)
{
	while (t->last && t->last != t->done)
		drop(t, t->last);
}

/* The newest can always be undone. */
static void forget_oldest(struct text_model *t)
{
	while (t->undo_bytes > TEXT_UNDO_BYTES && t->first != t->last) {
		t->base_id = t->first->id;
		drop(t, t->first);
	}
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* A blank may follow a word in the same step; a word after a blank is a new one. */
static bool may_join(const struct text_model *t, size_t at, const char *bytes)
{
	const struct text_edit *e = t->done;

	if (!t->joins || !e || e != t->last || !e->typed || e->at + e->inserted != at)
		return false;
	return blank(bytes[0]) || !blank(e->bytes[e->removed + e->inserted - 1]);
}

static void relink(struct text_model *t, struct text_edit *e)
{
	if (e->previous)
		e->previous->next = e;
	else
		t->first = e;
	t->last = t->done = e;
}

static int join(struct text_model *t, const char *bytes, size_t count)
{
	struct text_edit *e = t->done;
	size_t used = e->removed + e->inserted;

	if (used + count > e->room) {
		size_t room = (used + count) * 2;
		struct text_edit *more = realloc(e, sizeof(*e) + room);

		if (!more)
			return -1;
		t->undo_bytes += room - more->room;
		more->room = room;
		relink(t, more);
		e = more;
	}
	memcpy(e->bytes + used, bytes, count);
	e->inserted += count;
	e->id = t->id = t->next_id++;
	return 0;
}

int text_remember(struct text_model *t, size_t at, size_t n, const char *bytes, size_t count,
		  bool typed)
{
	if (typed && may_join(t, at, bytes))
		return join(t, bytes, count);
	size_t room = MAX(n + count, typed ? JOIN_ROOM : 0);
	struct text_edit *e = malloc(sizeof(*e) + room);

	if (!e)
		return -1;
	forget_undone(t);
	*e = (struct text_edit){ .previous = t->last,
				 .at = at,
				 .removed = n,
				 .inserted = count,
				 .cursor = t->cursor,
				 .anchor = t->anchor,
				 .typed = typed,
				 .room = room };
	if (n)
		memcpy(e->bytes, t->text + at, n);
	if (count)
		memcpy(e->bytes + n, bytes, count);
	e->id = t->id = t->next_id++;
	relink(t, e);
	t->undo_bytes += cost(e);
	t->joins = typed;
	forget_oldest(t);
	return 0;
}

bool text_can_undo(const struct text_model *t)
{
	return t->done != NULL;
}

bool text_can_redo(const struct text_model *t)
{
	return t->last != t->done;
}

bool text_undo(struct text_model *t)
{
	const struct text_edit *e = t->done;

	if (!e || text_splice(t, e->at, e->inserted, e->bytes, e->removed) < 0)
		return false;
	t->cursor = e->cursor;
	t->anchor = e->anchor;
	t->done = e->previous;
	t->id = t->done ? t->done->id : t->base_id;
	t->joins = false;
	return true;
}

bool text_redo(struct text_model *t)
{
	struct text_edit *e = t->done ? t->done->next : t->first;

	if (!e || text_splice(t, e->at, e->removed, e->bytes + e->removed, e->inserted) < 0)
		return false;
	t->cursor = t->anchor = e->at + e->inserted;
	t->done = e;
	t->id = e->id;
	t->joins = false;
	return true;
}

void text_mark_saved(struct text_model *t)
{
	t->saved_id = t->id;
	t->joins = false;
}

bool text_modified(const struct text_model *t)
{
	return t->id != t->saved_id;
}
