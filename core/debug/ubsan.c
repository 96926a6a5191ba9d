/* SPDX-License-Identifier: MIT */
/*
 * ubsan.c - what -fsanitize=undefined calls when it finds undefined behaviour: a panic
 * that says which, where, and with which values.
 *
 * The compiler passes static data, which starts with the place, and the operands: a
 * number of up to 64 bits stands in the argument itself, a wider one behind it.
 *
 * Source: the handlers' interface as gcc 12 and clang 14 emit it (libsanitizer's
 * ubsan_handlers.h describes it). The suffix _abort: compiled with
 * -fno-sanitize-recover.
 */
#include <stdbool.h>
#include <stdint.h>

#include <core/panic.h>
#include <core/printf.h>

struct place {
	const char *file;
	uint32_t line, column;
};

struct type {
	uint16_t kind; /* 0: an integer, 1: a floating-point number */
	uint16_t info; /* of an integer: bit 0 signed, the rest log2 of its width */
	char name[];   /* in quotes */
};

struct overflow {
	struct place at;
	const struct type *type;
};

struct shift {
	struct place at;
	const struct type *left, *right;
};

struct bounds {
	struct place at;
	const struct type *array, *index;
};

struct access {
	struct place at;
	const struct type *type;
	uint8_t log_align;
	uint8_t kind;
};

struct nonnull_argument {
	struct place at, attribute;
	int index;
};

typedef uintptr_t value_t;

#define VALUE_TEXT 24

#define DIE(place, fmt, ...)                                                                       \
	panic("undefined behaviour at %s:%u:%u: " fmt, (place)->file, (place)->line,               \
	      (place)->column, ##__VA_ARGS__)

/* The operand v of type t as a number. */
static const char *text_of(char *buf, const struct type *t, value_t v)
{
	unsigned width = 1u << (t->info >> 1);

	if (t->kind != 0 || width > 64)
		ksnprintf(buf, VALUE_TEXT, "a value");
	else if (t->info & 1)
		ksnprintf(buf, VALUE_TEXT, "%ld",
			  (long)((int64_t)((uint64_t)v << (64 - width)) >> (64 - width)));
	else
		ksnprintf(buf, VALUE_TEXT, "%lu", (unsigned long)v);
	return buf;
}

static _Noreturn void overflowed(const struct overflow *d, const char *operator, value_t a,
				 value_t b)
{
	char left[VALUE_TEXT], right[VALUE_TEXT];

	DIE(&d->at, "%s %s %s overflows type %s", text_of(left, d->type, a), operator,
	    text_of(right, d->type, b), d->type->name);
}

#define HANDLER(name, ...)                                                                         \
	_Noreturn void __ubsan_handle_##name(__VA_ARGS__);                                         \
	_Noreturn void __ubsan_handle_##name(__VA_ARGS__)

HANDLER(add_overflow_abort, const struct overflow *d, value_t a, value_t b)
{
	overflowed(d, "+", a, b);
}

HANDLER(sub_overflow_abort, const struct overflow *d, value_t a, value_t b)
{
	overflowed(d, "-", a, b);
}

HANDLER(mul_overflow_abort, const struct overflow *d, value_t a, value_t b)
{
	overflowed(d, "*", a, b);
}

HANDLER(divrem_overflow_abort, const struct overflow *d, value_t a, value_t b)
{
	overflowed(d, "/", a, b);
}

HANDLER(negate_overflow_abort, const struct overflow *d, value_t v)
{
	char text[VALUE_TEXT];

	DIE(&d->at, "-(%s) overflows type %s", text_of(text, d->type, v), d->type->name);
}

HANDLER(shift_out_of_bounds_abort, const struct shift *d, value_t a, value_t b)
{
	char left[VALUE_TEXT], right[VALUE_TEXT];

	DIE(&d->at, "shift of %s, type %s, by %s", text_of(left, d->left, a), d->left->name,
	    text_of(right, d->right, b));
}

HANDLER(out_of_bounds_abort, const struct bounds *d, value_t index)
{
	char text[VALUE_TEXT];

	DIE(&d->at, "index %s is outside of type %s", text_of(text, d->index, index),
	    d->array->name);
}

HANDLER(pointer_overflow_abort, const struct place *d, value_t base, value_t result)
{
	DIE(d, "pointer %#lx becomes %#lx", (unsigned long)base, (unsigned long)result);
}

HANDLER(type_mismatch_v1_abort, const struct access *d, value_t pointer)
{
	static const char *const what[] = {
		"load of",     "store to",         "reference to",       "member access within",
		"member call", "constructor call", "downcast of",        "downcast of",
		"upcast of",   "cast to",          "nonnull binding to", "dynamic operation on",
	};
	const char *verb = d->kind < ARRAY_SIZE(what) ? what[d->kind] : "use of";
	unsigned long align = 1ul << d->log_align;

	if (!pointer)
		DIE(&d->at, "%s type %s through a null pointer", verb, d->type->name);
	if (pointer & (align - 1))
		DIE(&d->at, "%s type %s at %#lx, which is not aligned to %lu", verb, d->type->name,
		    (unsigned long)pointer, align);
	DIE(&d->at, "%s type %s at %#lx, where the object is too small", verb, d->type->name,
	    (unsigned long)pointer);
}

/* The data starts with two places; the second, of the promise, may be empty. */
HANDLER(alignment_assumption_abort, const struct place *d, value_t pointer, value_t align,
	value_t offset)
{
	DIE(d, "%#lx was promised to be aligned to %lu", (unsigned long)(pointer - offset),
	    (unsigned long)align);
}

HANDLER(load_invalid_value_abort, const struct overflow *d, value_t v)
{
	char text[VALUE_TEXT];

	DIE(&d->at, "%s is not a value of type %s", text_of(text, d->type, v), d->type->name);
}

HANDLER(vla_bound_not_positive_abort, const struct overflow *d, value_t v)
{
	char text[VALUE_TEXT];

	DIE(&d->at, "an array of %s elements", text_of(text, d->type, v));
}

HANDLER(nonnull_arg_abort, const struct nonnull_argument *d)
{
	DIE(&d->at, "argument %d is null and must not be", d->index);
}

HANDLER(nonnull_return_v1_abort, const void *d, const struct place *at)
{
	(void)d;
	DIE(at, "the function returns null and must not");
}

HANDLER(invalid_builtin_abort, const struct place *d)
{
	DIE(d, "a builtin that takes no zero was given zero");
}

HANDLER(float_cast_overflow_abort, const struct shift *d, value_t v)
{
	(void)v;
	DIE(&d->at, "a value of type %s does not fit into type %s", d->left->name, d->right->name);
}

/* These two have no variant that goes on, and so no suffix. */
HANDLER(builtin_unreachable, const struct place *d)
{
	DIE(d, "a place that cannot be reached was");
}

HANDLER(missing_return, const struct place *d)
{
	DIE(d, "the end of a function that returns a value");
}
