# SPDX-License-Identifier: MIT
#
# build.mk - from a configuration to bobbin.elf. Read by the top Makefile once
# $(O)/gen/config.mk exists; the language of the fragments is told in fragments.mk, the
# flags of each layer in layers.mk, third-party libraries in libs.mk.
#
# What rebuilds when: an object when its source, a header, its flags, the compiler, or
# an option it mentions changes (fixdep.awk); the link when the list of objects does.

# --- tools ------------------------------------------------------------------------

cc-is-clang := $(findstring clang,$(shell $(CC) --version | head -n 1))
target-cc := $(CC)$(if $(cc-is-clang), --target=x86_64-unknown-linux-gnu)
cc-include := $(shell $(target-cc) -print-file-name=include)
libgcc := $(shell $(target-cc) $(if $(cc-is-clang),--rtlib=libgcc )-print-libgcc-file-name)

lib-cc := $(target-cc)
lib-kind :=
out := $(O)/obj
gen := $(O)/gen

# Paths in debug information and __FILE__ do not tell where the build ran.
map-flags := -ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$(O)/=build/
map-flags-apps := $(if $(app-outside),-ffile-prefix-map=$(app-dir)/=apps/$(app-name)/)

libc-flags = -nostdinc -isystem $(MUSL)/include -isystem $(cc-include)

include scripts/layers.mk
lib-flags := -g $(optimize) $(machine-flags) -w
lib-libc = $(libc-flags)
lib-needs = $(MUSL)/libc.a
include scripts/libs.mk

libs := $(if $(CONFIG_LIB_SQLITE),$(SQLITE)/libsqlite.a) $(if $(CONFIG_LIB_CJSON),$(CJSON)/libcjson.a) $(if $(CONFIG_GUI),$(STB)/libstb.a) $(BEARSSL)/libbearssl.a $(if $(CONFIG_NET),$(LWIP)/liblwip.a) $(MUSL)/libc.a

# --- what the image is made of ------------------------------------------------------

$(foreach d,arch/x86_64 core drivers fs net gui,$(call read-fragment,$(d)))
kernel-objects := $(objects)
objects :=
app-data :=
$(if $(wildcard $(app-dir)/Makefile),$(call read-fragment,$(app-dir)),$(eval objects := $(app-dir)/main.o))
app-objects := $(objects)
$(if $(app-objects),,$(error $(app-dir)/Makefile adds no objects to obj-y))
image-objects := $(kernel-objects) $(app-objects) $(if $(CONFIG_TESTS),$(tests))

# "gen/" stands for sources that the build writes itself.
generated-objects := gen/syscall_stubs.o gen/syscall_table.o $(if $(CONFIG_STRACE),gen/strace.o) $(if $(CONFIG_TLS),gen/tls_anchors.o) $(if $(CONFIG_FONT_8X16),gen/font_8x16.o) \
	$(gui-faces) $(keymaps)
cflags-gen/strace.o := -iquote core
cflags-gen/tls_anchors.o := -Inet/include $(bearssl-cflags)
all-paths := $(image-objects) $(generated-objects)

# --- compiling ----------------------------------------------------------------------

include scripts/compile.mk

generated-headers := $(gen)/include/core/syscalls.h $(if $(wildcard net/include/net/tls.h),$(gen)/app/net/tls.h) \
	$(gui-app-headers)
$(shell mkdir -p $(gen)/include/core $(sort $(dir $(filter $(gen)/app/%,$(generated-headers)))))

# Applications see exactly these headers of the layers below.
$(gen)/app/%.h:
	$(Q)ln -sf $(abspath $(firstword $(subst /, ,$*))/include/$*.h) $@

all-objects := $(foreach o,$(all-paths),$(call object,$(o)))
$(call object-rules,$(all-paths))
-include $(all-objects:.o=.d)

# --- generated sources --------------------------------------------------------------

include scripts/syscalls.mk

# The trust anchors: from the PEM file that the configuration names, seen from the top
# of the tree or from where make was called.
ca-file := $(firstword $(wildcard $(CONFIG_TLS_CA_FILE) $(CALLED_FROM)/$(CONFIG_TLS_CA_FILE)) $(CONFIG_TLS_CA_FILE))
ifneq ($(CONFIG_TLS),)
$(if $(CONFIG_TLS_CA_FILE),,$(error TLS_CA_FILE is empty: name a PEM file of trusted issuers, or switch TLS off))
$(call keep,$(gen)/flags/ca,$(ca-file))
$(gen)/tls_anchors.c: scripts/ca2c.py $(gen)/flags/ca $(ca-file)
	$(call say,CA,$(ca-file))
	$(Q)$(PYTHON) $< $(ca-file) $@
$(ca-file):
	@echo "TLS_CA_FILE=$(CONFIG_TLS_CA_FILE): no such file" >&2; exit 1
endif

# The application's data folder, packed; empty when it has none.
app-data-dir := $(if $(app-data),$(app-dir)/$(app-data))
app-data-files := $(if $(app-data-dir),$(shell find $(app-data-dir) | LC_ALL=C sort))
$(call keep,$(gen)/flags/data,$(app-data-files))
$(gen)/initrd.cpio: scripts/initrd.sh $(gen)/flags/data $(app-data-files)
	$(call say,DATA,$(or $(app-data-dir),none))
	$(Q)$(if $(app-data-dir),scripts/initrd.sh $(app-data-dir) $@,: >$@)
$(O)/obj/fs/initrd/initrd_data.o: $(gen)/initrd.cpio

# --- the application's names ----------------------------------------------------------

# One object of all that the application is, whose names nobody else sees: it may have a
# heap_alloc(), a panic() or a chart_draw() of its own. Sections stay apart, for --gc-sections.
app-tests := $(if $(CONFIG_TESTS),$(filter $(app-dir)/%,$(tests)))
own-objects := $(foreach o,$(app-objects) $(app-tests),$(call object,$(o)))
other-objects := $(filter-out $(own-objects),$(all-objects))
app-object := $(O)/obj/apps/$(app-name).o
$(call keep,$(gen)/flags/own,$(LD) $(OBJCOPY) $(own-objects) $(other-objects) $(libs))
$(app-object): $(own-objects) $(other-objects) $(libs) $(gen)/flags/own scripts/own-names
	$(call say,LD,$@)
	$(Q)LD='$(LD) -m elf_x86_64' NM='$(NM)' OBJCOPY='$(OBJCOPY)' \
		scripts/own-names $@ '$(own-objects)' '$(other-objects)' '$(libs)'

# --- linking ------------------------------------------------------------------------

ld-flags := -m elf_x86_64 -nostdlib -static -no-pie --gc-sections --build-id=none -z noexecstack \
	-z max-page-size=16 -z noseparate-code --orphan-handling=error $(if $(findstring lld,$(LD)),,--no-warn-rwx-segments) \
	$(if $(CONFIG_STRACE),@$(gen)/strace.wrap)
link-inputs := $(app-object) $(other-objects) --start-group $(libs) $(libgcc) --end-group
$(call keep,$(gen)/flags/link,$(LD) $(ld-flags) $(link-inputs) $(CONFIG_SYMBOLS))

link-needs := $(app-object) $(other-objects) $(libs) $(gen)/link.ld $(gen)/flags/link
link = $(LD) $(ld-flags) -T $(gen)/link.ld -Map=$(@:.elf=.map) -o $@ $(link-inputs)

$(gen)/link.ld: arch/x86_64/link.ld $(gen)/flags/arch
	$(Q)$(target-cc) -E -P -undef -x c -o $@ $<

# The names of functions and the build id go into the image, but are known only after a
# link: link once with an empty table and no id, read names and contents, link again. What
# differs stands behind all code, which therefore does not move; gen-symbols.py checks it.
$(O)/obj/pass1.elf: $(link-needs) $(O)/obj/gen/symbols0.o $(O)/obj/gen/build0.o
	$(call say,LD,$(@F))
	$(Q)$(link) $(O)/obj/gen/symbols0.o $(O)/obj/gen/build0.o
$(gen)/symbols0.asm: scripts/gen-symbols.py
	$(Q)$(PYTHON) $< --empty $@
$(gen)/symbols1.asm: scripts/gen-symbols.py $(O)/obj/pass1.elf
	$(Q)$(NM) $(O)/obj/pass1.elf | $(PYTHON) $< - $@
$(gen)/build0.asm: scripts/gen-build-id.py $(gen)/config.mk
	$(Q)$(PYTHON) $< $(O)/.config $@
$(gen)/build1.asm: scripts/gen-build-id.py $(gen)/config.mk $(O)/obj/pass1.elf
	$(Q)$(PYTHON) $< $(O)/.config $@ $(O)/obj/pass1.elf
written-asm := symbols0 symbols1 build0 build1
$(written-asm:%=$(O)/obj/gen/%.o): $(O)/obj/gen/%.o: $(gen)/%.asm
	$(Q)cd $(gen) && $(NASM) -f elf64 -o $(abspath $@) $(<F)

last-objects := $(O)/obj/gen/symbols$(if $(CONFIG_SYMBOLS),1,0).o $(O)/obj/gen/build1.o
$(O)/bobbin.elf: $(link-needs) $(last-objects)
	$(call say,LD,$@)
	$(Q)$(link) $(last-objects)
	$(if $(CONFIG_SYMBOLS),$(Q)$(NM) $@ | $(PYTHON) scripts/gen-symbols.py --verify $(gen)/symbols1.asm -)
	$(Q)scripts/missing-syscalls $(NM) $@ $(app-name) $(or $(CONFIG_SYSCALL_STRICT),n)

$(O)/bobbin.stripped.elf: $(O)/bobbin.elf scripts/cut-elf.py
	$(Q)$(STRIP) -s -o $@ $<
	$(Q)$(PYTHON) scripts/cut-elf.py $@

# --- for editors --------------------------------------------------------------------

editor-paths := $(foreach o,$(image-objects),$(if $(filter %.c,$(call source,$(o))),$(o)))
compile-list := $(foreach o,$(editor-paths),$(call layer-of,$(o))|$(call source,$(o))|$(call object,$(o))|$(subst \
	$(empty) ,|,$(call own-flags-of,$(o))))
$(call keep,$(gen)/flags/list,$(subst $(empty) ,$(newline),$(compile-list)))
$(O)/compile_commands.json: scripts/gen-compile-commands.py $(gen)/flags/list $(layers:%=$(gen)/flags/%)
	$(Q)$(PYTHON) $< '$(target-cc)' $(gen)/flags $@
