# SPDX-License-Identifier: MIT
#
# syscalls.mk - what is generated from core/syscall.tbl (gen-syscalls.py tells what),
# into $(gen), after the fetch of musl, whose list of numbers it reads.

# Of the configuration, only the options that the table mentions matter.
syscall-options := $(filter-out y,$(sort $(subst !,,$(shell awk '/^[0-9]/ { print $$2 }' core/syscall.tbl))))
$(call keep,$(gen)/flags/syscalls,$(foreach o,$(syscall-options),$(if $(CONFIG_$(o)),$(o))))
call-numbers := $(call lib-src,musl)/arch/x86_64/bits/syscall.h.in
$(call-numbers):
	$(Q)scripts/fetch musl

error-numbers := $(call lib-src,musl)/arch/generic/bits/errno.h

syscall-files := $(gen)/include/core/syscalls.h $(gen)/syscall_stubs.c $(gen)/syscall_table.c $(gen)/strace.c \
	$(gen)/strace.wrap
$(syscall-files) &: scripts/gen-syscalls.py core/syscall.tbl $(gen)/flags/syscalls | $(call-numbers)
	$(call say,GEN,core/syscall.tbl)
	$(Q)$(PYTHON) $< core/syscall.tbl $(call-numbers) $(error-numbers) $(gen)/flags/syscalls $(syscall-files)

