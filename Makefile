# SPDX-License-Identifier: MIT
#
# Makefile - the build's front door: "make help". Configuration, images, running and
# testing start here; how sources become bobbin.elf stands in scripts/build.mk.

MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif
SHELL := /bin/sh
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := iso

# --- what the user may say ------------------------------------------------------------

VERSION := 0.3
O ?= build
override O := $(or $(patsubst %/,%,$(O)),build)
blank := $(or $(if $(word 2,$(CURDIR)),$(CURDIR)),$(if $(word 2,$(O)),O=$(O)),$(if $(word 2,$(APP)),APP=$(APP)))
$(if $(blank),$(error $(blank): make cannot handle blanks in this path))
CROSS_COMPILE ?= $(if $(shell command -v x86_64-elf-gcc),x86_64-elf-)
ifeq ($(origin CC),default)
CC := $(CROSS_COMPILE)gcc
endif
ifeq ($(origin LD),default)
LD := $(CROSS_COMPILE)ld
endif
ifeq ($(origin AR),default)
AR := $(CROSS_COMPILE)ar
endif
RANLIB ?= $(CROSS_COMPILE)ranlib
NM ?= $(CROSS_COMPILE)nm
STRIP ?= $(CROSS_COMPILE)strip
OBJCOPY ?= $(CROSS_COMPILE)objcopy
NASM ?= nasm
PYTHON := $(or $(wildcard /usr/bin/python3),python3)
CALLED_FROM := $(or $(PWD),.)

empty :=
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-8s%s\n' $(1) '$(2)')

include scripts/fragments.mk

# --- the application ------------------------------------------------------------------
# APP= names one of apps/ or a folder outside the tree. What the configuration in $(O)
# selects is the application from then on; when it is an outside one, $(O)/.app, written
# together with .config, tells its folder.

presets := $(notdir $(basename $(wildcard configs/*_defconfig)))
preset-goal := $(filter %_defconfig,$(MAKECMDGOALS))
APP ?= $(if $(preset-goal),,$(strip $(file <$(O)/.app)))

ifneq ($(APP),)
app-asked := $(if $(wildcard apps/$(APP)/Kconfig),apps/$(APP),$(patsubst $(realpath .)/apps/%,apps/%,$(realpath $(APP))))
$(if $(app-asked),,$(error APP=$(APP): no such folder, and not one of: $(notdir $(patsubst %/Kconfig,%,$(wildcard \
	apps/*/Kconfig)))))
$(if $(wildcard $(app-asked)/.),,$(error APP=$(APP) is a file, and APP= is a folder: APP=$(patsubst %/,%,$(dir $(APP)))))
$(if $(wildcard $(app-asked)/main.c $(app-asked)/Makefile),,$(error APP=$(APP): no main.c and no Makefile in it))
app-symbol := APP_$(shell echo '$(notdir $(app-asked))' | tr 'a-z' 'A-Z' | tr -c 'A-Z0-9\n' _)
ifeq ($(filter apps/%,$(app-asked)),)
app-folder := $(app-asked)
app-kconfig := $(or $(wildcard $(app-asked)/Kconfig),$(abspath $(O))/.app.Kconfig)
# It is given a Kconfig when it brings none.
define bare-app-kconfig
choice APP
config $(app-symbol)
	bool "$(notdir $(app-asked)) ($(app-asked))"
	imply NET
endchoice
endef
$(call keep,$(O)/.app.Kconfig,$(bare-app-kconfig))
endif
# An application that .config already knows is selected there, and only there.
app-select := $(if $(filter file,$(origin APP)),$(if $(wildcard $(O)/.config),,$(app-symbol)),$(app-symbol))
endif

# --- goals that need no configuration ---------------------------------------------------

.PHONY: help screenshots menuconfig olddefconfig savedefconfig set all iso elf run debug crash demo test test-host \
	bench bench-diff bench-linux allnoconfig randconfig size heap-table check format-check clean distclean host soak fuzz

help: ## this list
	@echo "usage: make [O=DIR] [V=1] [CC=clang] [APP=NAME|DIR] GOAL"
	@sed -n 's/^%_/NAME_/; s/^\([a-zA-Z_-]*\):.*[#]# \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  %-18s %s\n", $$1, $$2 }'
	@echo "presets: $(presets)"

kconfig = KCONFIG_CONFIG=$(abspath $(O))/.config BOBBIN_APP=$(app-select) BOBBIN_APP_DIR=$(app-folder) \
	BOBBIN_APP_KCONFIG=$(app-kconfig) BOBBIN_OPTS='$(subst ','\'',$(value OPTS))' $(PYTHON) scripts/kconfig.py

# $(call refused,TEXT): stops with the one line TEXT, unless it is empty
refused = $(if $(1),$(error $(1)))

%_defconfig: FORCE ## take a preset from configs/ as the configuration
	$(if $(wildcard configs/$@),,$(error $@: no such preset; there are: $(presets)))
	$(call refused,$(shell mkdir -p $(O) && $(kconfig) defconfig configs/$@ 2>&1))
	@:

menuconfig: ## change the configuration in a menu
	@$(kconfig) $@

olddefconfig: ## bring the configuration up to date with Kconfig's defaults
	@$(kconfig) $@

allnoconfig: ## the least configuration: whatever can be switched off is
	@$(kconfig) $@

randconfig: ## a random configuration, the same for the same SEED=
	@$(kconfig) $@ $(or $(SEED),$(shell date +%s))

savedefconfig: ## write what differs from the defaults to $(O)/defconfig
	@$(kconfig) $@ $(O)/defconfig

set: ## set options: make set OPTS='NAME=y URL="https://x/"'
	$(call refused,$(shell $(kconfig) $@ 2>&1))
	@:

clean: ## delete what was built, keep the configuration
	@rm -rf $(O)/obj $(O)/gen $(O)/host $(O)/bin $(O)/bobbin.* $(O)/compile_commands.json

distclean: clean ## delete the configuration too, and the shared libraries
	@rm -rf $(O)/.config $(O)/.app* .cache

demo: ## build httpsget, serve it a page, show the page and a refusal
	@scripts/deps.sh demo
	@scripts/demo.sh

test: ## all tests, ending in one line of counts
	@scripts/test.sh all

check: ## style, layering, presets, images: everything short of running them
	@scripts/test.sh check

format-check: ## C files as clang-format would write them
	@clang-format --dry-run --Werror $$(git ls-files '*.c' '*.h' | grep -v '^third_party/')

soak: ## the long tests, hours of them
	@scripts/test.sh soak

LEDGER ?= docs/ledger.tsv
ledger = CC='$(CC)' MAKE='$(MAKE)' scripts/bench.py
bench: ## count the instructions of what the kernel does; writes LEDGER= (docs/ledger.tsv)
	@scripts/deps.sh build run
	+@$(ledger) run '$(LEDGER)'

bench-diff: ## the same, or the ledger NOW=, compared with LEDGER=; fails when a count moved
	@scripts/deps.sh build run
	+@$(ledger) diff '$(LEDGER)' $(if $(NOW),'$(NOW)')

PAIRS ?= 5
bench-linux: ## how much faster than on Linux the same work is, in PAIRS= of runs, of PART=kernel or files; writes docs/linux.tsv
	@scripts/deps.sh build run linux-disk
	+@CC='$(CC)' MAKE='$(MAKE)' scripts/bench-linux.py docs/linux.tsv '$(PAIRS)' $(PART)

size: ## bytes of each layer, against docs/budget.tsv, and of each option (OPTIONS=new: of new ones), into docs/costs.tsv
	@scripts/deps.sh build iso
	+@CC='$(CC)' MAKE='$(MAKE)' sh -c 'scripts/size.py check && scripts/size.py options $(OPTIONS)'

heap-table: ## measure every heap; writes the table in docs/HEAPS.md
	@scripts/deps.sh build run
	+@CC='$(CC)' MAKE='$(MAKE)' scripts/heap-table.py docs/HEAPS.md

ring = $(MAKE) -f scripts/host.mk O='$(O)' V='$(V)' VERSION='$(VERSION)' PYTHON='$(PYTHON)'

test-host: ## unit tests on this machine under ASan and UBSan; TESTS=pattern runs some
	+@$(ring) run-tests TESTS='$(TESTS)'

fuzz: ## build the fuzz targets into $(O)/host/fuzz
	+@$(ring) fuzz

tools: ## build the programs for disks into $(O)/bin
	+@$(ring) tools

disk: ## make a new $(O)/disk.img: DISK_SIZE=64M DISK_FS=ctfs or fat32, DISK_LABEL= DISK_FILES=
	+@$(if $(filter fat32,$(DISK_FS)),,$(ring) tools)
	@scripts/disk.sh '$(O)'

host: ## the application as a Linux program with sanitizers: make host APP=NAME
	$(if $(APP),,$(error make host needs APP=, one of apps/ or a folder))
	+@$(ring) app APP_DIR='$(app-asked)' APP_SYMBOL='$(app-symbol)' APP_KCONFIG='$(app-kconfig)'

export DISK_SIZE DISK_FS DISK_LABEL DISK_FILES

FORCE:

# --- goals that build an image ----------------------------------------------------------

config-free := help crash screenshots menuconfig olddefconfig savedefconfig set clean distclean demo bench bench-diff bench-linux allnoconfig randconfig size heap-table test check format-check \
	soak test-host fuzz tools disk host FORCE %_defconfig
image-goals := $(if $(MAKECMDGOALS),$(filter-out $(config-free),$(MAKECMDGOALS)),iso)

iso: $(O)/bobbin.iso ## the bootable image (what plain make does)
all: iso $(O)/compile_commands.json
elf: $(O)/bobbin.elf $(O)/compile_commands.json ## the kernel and application, for qemu -kernel

export O DOOR MACHINE NIC MEM ARGS QEMUFLAGS
run-image = $(if $(filter kernel,$(DOOR)),$(O)/bobbin.elf,$(O)/bobbin.iso)

run: export DISK ?= $(wildcard $(O)/disk.img)
run: export DISK_BUS ?= $(if $(CONFIG_VIRTIO_BLK),virtio,ide)
run: export WINDOW ?= $(if $(and $(CONFIG_GUI),$(DISPLAY)$(WAYLAND_DISPLAY)),gtk,none)
run: export TABLET ?= $(if $(and $(CONFIG_VIRTIO_INPUT),$(filter-out none,$(WINDOW))),y,n)
run: $(O)/bobbin.iso ## boot it in QEMU: DOOR= MACHINE= NIC= MEM= ARGS= DISK= DISK_BUS= WINDOW= QEMUFLAGS=
	@scripts/deps.sh run
	$(if $(and $(CONFIG_GUI),$(filter none,$(WINDOW))),@echo "No window: WINDOW=gtk needs a desktop here; WINDOW=vnc serves the screen to this machine." >&2)
	@scripts/qemu.sh $(run-image)

debug: $(O)/bobbin.iso ## boot it stopped at kmain, waiting for gdb
	@scripts/deps.sh run debug
	@scripts/qemu.sh --debug $(run-image)

screenshots: ## take the pictures of the documentation anew: NAME= one of them
	@scripts/deps.sh build run test
	@$(PYTHON) scripts/screenshots.py $(NAME)

crash: ## report of the crash bundles in a log, with files and lines: make crash FILE=log
	$(if $(FILE),,$(error make crash needs FILE=, the log of a serial console, or "-"))
	@$(PYTHON) scripts/crash.py --addr2line '$(CROSS_COMPILE)addr2line' --elf $(O)/bobbin.elf '$(FILE)'

ifneq ($(image-goals),)
ifneq ($(preset-goal),)
$(error $(preset-goal) and $(image-goals) in one command: configure first, then build)
endif
ifeq ($(or $(wildcard $(O)/.config),$(APP)),)
$(error there is no configuration in $(O): choose one with "make NAME_defconfig", NAME one of: $(patsubst \
	%_defconfig,%,$(presets)))
endif
ifneq ($(shell scripts/deps.sh build >&2 || echo missing),)
$(error packages are missing, see above)
endif

$(call keep,$(O)/gen/app.path,$(app-asked))

$(O)/.config: $(if $(wildcard $(app-asked)/defconfig),$(app-asked)/defconfig)
	@[ -e $@ ] || $(kconfig) $(if $<,defconfig $<,olddefconfig)

-include $(O)/gen/kconfig.d
# What counts is what .config says, not its date: an older one may be put back.
$(call keep,$(O)/gen/config.in,$(strip $(file <$(O)/.config)))
$(O)/gen/config.mk: $(O)/.config $(O)/gen/config.in $(O)/gen/app.path scripts/kconfig.py Kconfig $(wildcard */Kconfig apps/*/Kconfig)
	@$(kconfig) sync $(O)/gen

absent := $(shell for t in $(firstword $(CC)) $(LD) $(NASM) $(NM) $(STRIP) $(OBJCOPY); do command -v $$t >/dev/null || echo $$t; done)
$(if $(absent),$(error $(absent): no such command))

# What follows judges the configuration, so not by a config.mk that make is about to renew.
config-stale := $(if $(wildcard $(O)/.config),$(shell find $(O)/.config $(O)/gen/config.in $(O)/gen/app.path \
	-newer $(O)/gen/config.mk 2>/dev/null),y)
include $(O)/gen/config.mk
ifneq ($(if $(config-stale),,$(wildcard $(app-dir)/.)),)
app-name := $(notdir $(app-dir))
app-outside := $(if $(filter apps/%,$(app-dir)),,y)
include scripts/build.mk

$(call keep,$(O)/gen/flags/iso,$(CONFIG_CMDLINE))
$(O)/bobbin.iso: $(O)/bobbin.stripped.elf $(O)/gen/flags/iso $(wildcard scripts/iso.sh scripts/grub/*)
	$(call say,ISO,$@)
	$(Q)scripts/deps.sh iso
	$(Q)scripts/iso.sh $< $@ '$(subst ','\'',$(CONFIG_CMDLINE))'
endif
endif
