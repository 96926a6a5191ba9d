# SPDX-License-Identifier: MIT
#
# compile.mk - how one source becomes one object, for the image and for the host ring.
#
# The includer sets: out (folder of objects), gen (generated files, with config.h and
# deps/), target-cc, libs and generated-headers (built before the first object).
# layer-flags comes from layers.mk. After the rules, "include objects' .d files" is the
# includer's too.

# $(call object,PATH.o): where it is built; $(call source,PATH.o): what from. Generated
# sources are objects whose path starts with gen/; an application from outside the tree
# is built as apps/NAME.
object = $(out)/$(patsubst $(app-dir)/%,apps/$(app-name)/%,$(1))
source = $(if $(filter gen/%,$(1)),$(gen)/$(patsubst gen/%.o,%.c,$(1)),$(firstword $(wildcard \
	$(1:.o=.asm)) $(1:.o=.c)))

asm-flags = -f elf64 -g -F dwarf -I arch/x86_64/ -I $(gen)/ -P $(gen)/config.asm
fixdep = awk -f scripts/fixdep.awk -v deps=$(gen)/deps $(@:.o=.d.in) >$(@:.o=.d) && rm -f $(@:.o=.d.in)

# $(call compile,LAYER,FLAGS), $(call assemble,LAYER,FLAGS): recipes
define compile
	$(call say,CC,$<)
	$(Q)$(target-cc) $(call layer-flags,$(1)) $(2) -MD -MF $(@:.o=.d.in) -MT $@ -c -o $@ $<
	$(Q)$(fixdep)
endef

define assemble
	$(call say,NASM,$<)
	$(Q)$(NASM) $(asm-flags) $(2) -MD $(@:.o=.d.in) -MT $@ -o $@ $<
	$(Q)$(PYTHON) scripts/asm-paths.py $@
	$(Q)$(fixdep)
endef

# $(call object-rule,OBJECT,SOURCE,LAYER,FLAGS)
define object-rule
$(if $(4),$(call keep,$(1:.o=.flags),$(4)))
$(1): $(2) $(gen)/flags/$(if $(filter %.asm,$(2)),asm,$(3)) $(if $(4),$(1:.o=.flags)) | $(generated-headers) $(libs)
	$$(call $(if $(filter %.asm,$(2)),assemble,compile),$(3),$(4))
endef

# $(call own-flags-of,PATH.o): flags beyond its layer's. Tests run on the program's
# stack, which is larger than a kernel thread's.
own-flags-of = $(strip $(cflags-$(1)) $(if $(filter $(1),$(tests)),-Itests/include -Icore/include \
	-Wframe-larger-than=8192))

# $(call object-rules,PATHS): rules for all of them, and the folders they need
object-rules = $(shell mkdir -p $(sort $(dir $(foreach o,$(1),$(call object,$(o))))) $(gen)/flags)$(foreach \
	l,$(layers),$(call keep,$(gen)/flags/$(l),$(lib-cc-id) $(target-cc) $(call layer-flags,$(l))))$(call \
	keep,$(gen)/flags/asm,$(NASM) $(asm-flags))$(foreach o,$(1),$(eval $(call object-rule,$(call \
	object,$(o)),$(call source,$(o)),$(call layer-of,$(o)),$(call own-flags-of,$(o)))))
