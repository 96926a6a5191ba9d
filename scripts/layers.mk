# SPDX-License-Identifier: MIT
#
# layers.mk - who may include whom, as include paths. A forbidden include is a compile
# error. A layer is the first folder of a file's path, but for arch/x86_64/libc: our
# part of libc, hosted, is the layer "libc". The header that drivers may see of arch
# stands in a folder of its own, arch/x86_64/include_io.
#
#   layer     sees, beside its own folder
#   arch      arch/ core/
#   core      core/ arch/
#   drivers   drivers/ core/ arch/io.h
#   fs        fs/ core/
#   net       net/ core/ lwIP BearSSL
#   libc      core/ arch/ libc
#   gui       gui/ core/ libc
#   apps      libc, net/tls.h, gui/*.h with core/rect.h
#
# "libc" below the waist is for types, constants and <string.h>: the headers are on the
# path everywhere, and `make check` looks at the undefined symbols of each layer.

std-flags := -std=gnu11 -g
warn-flags := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Werror
frame-flags := -Wframe-larger-than=1024

ifeq ($(lib-kind),)
# Code that runs in ring 0 at the top of the address space. -mno-red-zone is for our
# entry code; prebuilt code may use the red zone, and interrupt entry respects it.
optimize := $(if $(CONFIG_OPTIMIZE_SIZE),-Oz -fno-jump-tables,-O2)
machine-flags := -mcmodel=kernel -fno-pie -fno-pic -mno-red-zone -fcf-protection=none \
	-fno-asynchronous-unwind-tables -fno-omit-frame-pointer -ffunction-sections -fdata-sections
protect-flags := $(if $(CONFIG_STACK_PROTECTOR),-fstack-protector-strong -mstack-protector-guard=global,\
	-fno-stack-protector)
freestanding-flags := -ffreestanding -mgeneral-regs-only $(warn-flags) $(frame-flags)
comma := ,
check-flags := $(if $(CONFIG_UBSAN),-fsanitize=undefined$(comma)float-cast-overflow -fno-sanitize-recover=all)
else
# The host ring: the same sources as ordinary programs that watch themselves.
optimize := $(if $(filter tools,$(ring)),-O2,-O1)
machine-flags := -fno-omit-frame-pointer $(sanitizers) -Itests/include -Icore/include
freestanding-flags := $(warn-flags)
endif

# Headers of libraries are the compiler's "system": our warnings do not apply to them.
# A folder elsewhere that uses BearSSL says cflags-x.o += $(bearssl-cflags).
bearssl-cflags = -isystem $(BEARSSL)/include
system-net = -isystem $(LWIP)/include $(bearssl-cflags)
system-gui = $(stb-cflags)
system-tests = $(system-net)

inc-gen := $(gen)/include
inc-arch := arch/x86_64/include arch/x86_64/include_io
includes-arch := $(inc-arch) core/include $(inc-gen)
includes-core := core/include $(inc-arch) $(inc-gen)
includes-drivers := drivers/include core/include arch/x86_64/include_io $(inc-gen)
includes-fs := fs/include core/include $(inc-gen)
includes-net = net/include net core/include $(inc-gen)
includes-libc := core/include $(inc-arch) $(inc-gen)
includes-gui := gui/include core/include
includes-apps := $(gen)/app
gui-app-headers = $(patsubst gui/include/%,$(gen)/app/%,$(wildcard gui/include/gui/*.h)) $(gen)/app/core/rect.h

flags-arch := $(freestanding-flags)
flags-core := $(freestanding-flags)
flags-drivers := $(freestanding-flags)
flags-fs := $(freestanding-flags)
flags-net := $(freestanding-flags)
flags-libc := $(warn-flags) $(frame-flags)
# The same pixels from every compiler: what is computed in floating point is rounded step by step.
flags-gui := $(warn-flags) -ffp-contract=off -fno-math-errno
flags-apps := $(if $(app-outside),-Wall -Werror=implicit-function-declaration,$(warn-flags)) -iquote $(app-dir)
# Generated sources are part of core; the host ring's own are in tests/host.
flags-gen := $(flags-core)
includes-gen := $(includes-core)
flags-tests := $(freestanding-flags)
includes-tests = tests/include tests/host $(includes-core) $(includes-drivers) $(includes-fs) $(includes-net)

layers := arch core drivers fs net libc gui apps gen tests

# $(call layer-of,PATH)
layer-of = $(if $(filter arch/x86_64/libc/%,$(1)),libc,$(if $(filter $(app-dir)/%,$(1)),apps,$(firstword \
	$(subst /, ,$(1)))))

# $(call layer-flags,LAYER): everything a compilation of that layer gets
layer-flags = $(std-flags) $(optimize) $(machine-flags) $(protect-flags) $(check-flags) $(flags-$(1)) \
	$(addprefix -iquote ,$(filter-out apps libc gen,$(1))) $(addprefix -I,$(includes-$(1))) $(system-$(1)) $(libc-flags) $(map-flags) $(map-flags-$(1)) \
	-include $(gen)/config.h
