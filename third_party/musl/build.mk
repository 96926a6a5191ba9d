# SPDX-License-Identifier: MIT
#
# musl: the whole static libc, unpatched, out of tree. Overlay headers that stand
# before its own on the include path turn system calls into calls of their handlers
# (arch/x86_64/libc/overlay). The architecture's files that execute SYSCALL are left
# out: musl's Makefile then takes its portable C versions, or we supply our own in
# arch/x86_64/libc.
musl-src := $(abspath $(call lib-src,musl))
musl-flags := $(lib-flags)
musl-overlay := arch/x86_64/libc/overlay
musl-without := thread/x86_64/clone.s thread/x86_64/__set_thread_area.s thread/x86_64/__unmapself.s \
	thread/x86_64/syscall_cp.s process/x86_64/vfork.s signal/x86_64/restore.s
MUSL := $(call lib-dir,musl,$(musl-flags),third_party/musl/build.mk third_party/musl/build.sh \
	third_party/musl/fold.awk $(wildcard $(musl-overlay)/*.h))

$(MUSL)/libc.a:
	$(Q)scripts/fetch musl
	+$(Q)SRC=$(musl-src) OVERLAY=$(abspath $(musl-overlay)) WITHOUT='$(musl-without)' LIB_CC='$(lib-cc)' \
		LIB_AR='$(AR)' LIB_RANLIB='$(RANLIB)' LIB_FLAGS='$(musl-flags)' MAKE='$(MAKE)' \
		scripts/once $(@D) 'musl $(call version-of,musl), 1300 files' sh third_party/musl/build.sh
