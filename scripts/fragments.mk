# SPDX-License-Identifier: MIT
#
# fragments.mk - the language of the Makefile in each folder, and what reads it.
#
#   obj-y += a.o b.o            compile a.c, or assemble b.asm, into the image
#   obj-$(CONFIG_X) += c.o      only when option X is set
#   subdir-y += mem             read mem/Makefile too (also subdir-$(CONFIG_X))
#   cflags-a.o += -DTWO=2       further flags for one object
#   test-y += tests/test_a.o    a unit test of this folder: compiled into the host ring,
#                               and into the image when CONFIG_TESTS is set
#   host-test-src-y += a.c      what the host ring compiles for those tests
#   fuzz-y += a                 libFuzzer target a: tests/fuzz/a_fuzz.c or a_fuzz.c here,
#   fuzz-a-src += a.c           linked with these sources
#   tool-y += a                 a program for this machine, $(O)/bin/a,
#   tool-a-src += a.c           from these sources
#   app-data := data            (applications) folder that becomes the root filesystem
#   host-src += x.c             (applications) sources for "make host"; default: obj-y's
#   host-libs += -lm            (applications) libraries for "make host"
#
# File names are relative to the folder of the fragment; there is nothing else to know.
# All fragments join one dependency graph; no make calls another one for our sources.
#
# Results: objects, tests, host-sources, fuzzers, tools (paths from the top of the tree),
# cflags-PATH, fuzz-NAME-sources, tool-NAME-objects.

fragment-words := obj-y obj- test-y test- subdir-y subdir- host-test-src-y host-test-src- fuzz-y fuzz- \
	tool-y tool-

# $(call read-fragment,DIR): reads DIR/Makefile and, below it, its subdirs
read-fragment = $(foreach w,$(fragment-words),$(eval $(w) :=))$(eval include $(1)/Makefile)$(call \
	collect,$(1),$(subdir-y:/=))
collect = $(call own-flags,$(1),$(sort $(obj-y) $(test-y) $(host-test-src-y:.c=.o)))$(call own-fuzzers,$(1))$(call own-tools,$(1))$(eval \
	objects += $(call here,$(1),$(obj-y)))$(eval \
	tests += $(call here,$(1),$(test-y)))$(eval \
	host-sources += $(call here,$(1),$(host-test-src-y)))$(foreach \
	d,$(2),$(call read-fragment,$(1)/$(d)))

# $(call here,DIR,FILES): paths from the top; a/tests/../x.c is a/x.c. A DIR that was given
# as an absolute path (an application from elsewhere) stays one, below the top too.
here = $(patsubst $(if $(filter /%,$(1)),,$(CURDIR)/)%,%,$(abspath $(addprefix $(1)/,$(2))))

# Moves cflags-a.o to cflags-DIR/a.o: two folders may each have an a.o.
own-flags = $(foreach o,$(2),$(if $(cflags-$(o)),$(eval cflags-$(call here,$(1),$(o)) := $(cflags-$(o)))$(eval \
	undefine cflags-$(o))))
own-fuzzers = $(foreach f,$(fuzz-y),$(eval fuzzers += $(f))$(eval fuzz-$(f)-sources := $(call \
	here,$(1),$(if $(wildcard $(1)/tests/$(f)_fuzz.c),tests/$(f)_fuzz.c,$(f)_fuzz.c) $(fuzz-$(f)-src))))

own-tools = $(foreach t,$(tool-y),$(eval tools += $(t))$(eval tool-$(t)-objects := $(patsubst %.c,%.o,$(call \
	here,$(1),$(tool-$(t)-src)))))

objects :=
tests :=
host-sources :=
fuzzers :=
tools :=

# --- two helpers that every ring uses ---------------------------------------------

define newline


endef

# $(call keep,FILE,TEXT): FILE holds TEXT ("-" when empty), and is touched only when
# TEXT is new. What depends on FILE is so rebuilt when flags, compiler or a list of
# files change. ($(file <) of make 4.3 drops the last newline at most lengths only.)
keep = $(call keep-text,$(1),$(or $(2),-))
keep-text = $(if $(call kept,$(file <$(1)),$(2)),,$(shell mkdir -p $(dir $(1)))$(file >$(1),$(2)))
kept = $(or $(call same,$(1),$(2)),$(call same,$(1),$(2)$(newline)))
same = $(and $(findstring x$(1)x,x$(2)x),$(findstring x$(2)x,x$(1)x))
