# SPDX-License-Identifier: MIT
#
# suite.mk - the tests of the Open POSIX Test Suite as one library. Each test is a program
# of its own, with a main() and its own global names: main becomes pts_GROUP_TEST and all
# other names become local, so that a thousand of them fit into one image. table.c lists
# them for the runner, which is told which one to run.
#
# Some tests look at variables that they never set. Those are zero here: what two kernels
# leave on a stack is not what is to be compared.
#
# Goals: $(OUT)/libsuite.a; $(OUT)/suite, the program for the Linux guest.
# Set by the caller: OUT, SRC (the suite's unpacked source), SUITE_CC, SUITE_FLAGS, AR.
MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:

interfaces := $(SRC)/conformance/interfaces
tests := $(shell tests/posix/list $(interfaces))
# GROUP/1-1 -> pts_GROUP_1_1
name = pts_$(subst -,_,$(subst /,_,$(1)))
objects := $(tests:%=$(OUT)/%.o)
$(shell mkdir -p $(sort $(dir $(objects))))

# As the suite's own Makefile and LDFLAGS compile it.
suite-flags := -std=gnu99 -D_POSIX_C_SOURCE=200112L -D_XOPEN_SOURCE=600 -w -fno-common \
	-ftrivial-auto-var-init=zero -ffunction-sections -fdata-sections -I $(SRC)/include

$(OUT)/libsuite.a: $(objects) $(OUT)/table.o
	@rm -f $@
	@$(AR) rcD $@ $^

$(OUT)/%.o: $(interfaces)/%.c tests/posix/suite.mk
	@$(SUITE_CC) $(SUITE_FLAGS) $(suite-flags) -c -o $@ $<
	@objcopy --redefine-sym main=$(call name,$*) --keep-global-symbol=$(call name,$*) $@

$(OUT)/table.c: tests/posix/list tests/posix/suite.mk
	@{ printf '$(foreach t,$(tests),int $(call name,$(t))();\n)'; \
	   printf 'struct { const char *name; int (*main)(); } suite_tests[] = {\n'; \
	   printf '$(foreach t,$(tests),\t{ "$(t)"$(comma) $(call name,$(t)) },\n)'; \
	   printf '\t{ 0, 0 } };\n'; } >$@
comma := ,

$(OUT)/table.o: $(OUT)/table.c
	@$(SUITE_CC) $(SUITE_FLAGS) -c -o $@ $<

$(OUT)/suite: tests/posix/linux/init.c $(OUT)/libsuite.a
	@$(SUITE_CC) $(SUITE_FLAGS) -Wall -s -o $@ $^
