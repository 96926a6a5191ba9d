# SPDX-License-Identifier: MIT
#
# lib.mk - compiles FILES (below SRC) into OUT/libNAME.a. Run by scripts/once for the
# third-party libraries, whose folders know nothing of our build.
#
# Environment: NAME SRC FILES OUT, LIB_CC LIB_AR LIB_FLAGS.
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:

objs := $(patsubst $(SRC)/%.c,$(OUT)/obj/%.o,$(FILES))
$(shell mkdir -p $(sort $(dir $(objs))))

$(OUT)/lib$(NAME).a: $(objs)
	@rm -f $@
	$(LIB_AR) rcD $@ $^
	@rm -rf $(OUT)/obj

$(OUT)/obj/%.o: $(SRC)/%.c
	$(LIB_CC) $(LIB_FLAGS) -ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$(SRC)=third_party/$(NAME) -c -o $@ $<
