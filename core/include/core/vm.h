/* SPDX-License-Identifier: MIT */
/*
 * vm.h - ranges of the one address space: who uses which addresses below 128 TiB.
 * libc's mmap, thread stacks, the heap's growth and device registers come from here.
 *
 * A range is populated when it is made, unless VM_LAZY is asked for: then each page gets
 * its frame at the first touch, through vm_fault(). There is no overcommit: the frames
 * are promised (pages_reserve()) when the range is made, so ENOMEM comes from the call
 * and never from the touch. Where a touch is not possible, because preemption is off or
 * in an interrupt handler, lazily backed memory must not be used: it is a panic.
 *
 * CONFIG_PAGING_BOOT links another implementation, vm_boot.c: ranges are frames in a row
 * in the direct map, where vm cannot choose addresses nor protect; what cannot be done
 * there says so (-EINVAL for vm_map_at(), -ENOSYS for
 * taking rights away).
 */
#ifndef CORE_VM_H
#define CORE_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/pages.h>

/* Protection bits; writable and executable at once is refused. How memory is cached:
 * UNCACHED for device registers, WRITE_COMBINE for framebuffers. */
#define VM_R             0x01u
#define VM_W             0x02u
#define VM_X             0x04u
#define VM_UNCACHED      0x08u
#define VM_WRITE_COMBINE 0x10u

/* Asked for together with a protection. NORESERVE: lazy, and nothing is promised. */
#define VM_LAZY      (IS_ENABLED(CONFIG_VM_LAZY) ? 0x100u : 0)
#define VM_NORESERVE (IS_ENABLED(CONFIG_VM_LAZY) ? 0x300u : 0)

/* The low half: what can be mapped. vm_map() chooses below VM_HEAP_BASE; from there on
 * addresses are the heap's, so that it can grow in place, and brk(2)'s. */
#ifdef CONFIG_PAGING_BOOT
/* All is in the direct map; the heap has a part of it that vm_init() has taken. */
extern uintptr_t vm_heap_base, vm_heap_end;
#define VM_START     HHDM_BASE
#define VM_HEAP_BASE vm_heap_base
#define VM_HEAP_END  vm_heap_end
#define VM_END       (HHDM_BASE + 0x0000000100000000ul)
#else
#define VM_START     0x0000000100000000ul
#define VM_HEAP_BASE 0x0000200000000000ul
#define VM_HEAP_END  0x0000210000000000ul
#define VM_END       0x00007f0000000000ul
#endif
#define VM_BRK_BASE 0x0000210000000000ul
#define VM_BRK_END  0x0000220000000000ul

#define VM_NAME_MAX 16 /* bytes with the NUL */

/** What a range is for; the fault report prints it. */
enum vm_kind { VM_ANON, VM_STACK, VM_HEAP, VM_MMIO, VM_LENT };

/** Prepares the books. After paging_init(), before the first vm_map(). */
void vm_init(void);

/**
 * Maps size bytes (rounded up to pages) of zeroed memory somewhere in the low half; the
 * contents of VM_HEAP and VM_STACK are undefined. VM_STACK puts an unmapped guard page
 * below. prot 0 reserves addresses that vm_protect() may open later; with VM_LAZY that
 * costs no frames. name is copied, at most VM_NAME_MAX - 1 bytes of it.
 * Returns the address, or NULL when out of addresses or frames, or for size 0 or W and X.
 */
void *vm_map(size_t size, unsigned prot, enum vm_kind kind, const char *name);
/** The same at addr (page aligned), which must be free: 0, -EEXIST, -EINVAL, -ENOMEM.
 *  A failure leaves nothing behind. */
int vm_map_at(uintptr_t addr, size_t size, unsigned prot, enum vm_kind kind, const char *name);
/** Maps VM_ANON memory at [addr, addr + size) in place of what is there: in between, the
 *  addresses are nobody else's. 0; -EINVAL as vm_map_at(); -EEXIST a stack's guard page is
 *  in the way; -ENOMEM. On failure what was there may be gone. */
int vm_replace(uintptr_t addr, size_t size, unsigned prot, const char *name);
/** Unmaps every page in [addr, addr + size); splits ranges; holes are fine (munmap
 *  semantics). A stack's guard page goes with its lowest page. 0, -EINVAL when not
 *  aligned, empty or outside the low half, -ENOMEM when a hole in the middle of a range
 *  needs a node that is not to be had. */
int vm_unmap(uintptr_t addr, size_t size);
/** Changes the protection; nothing is changed on failure. 0; -EINVAL as above, for W and
 *  X at once, or for device registers; -ENOMEM when part of it is not mapped (mprotect
 *  semantics), or there is no memory for the books or to promise to what can be touched
 *  now. */
int vm_protect(uintptr_t addr, size_t size, unsigned prot);

/** Moves [old, old + old_size), part of one VM_ANON range, to *to, or to addresses of
 *  vm's choice when *to is 0, and makes it new_size bytes long there; new pages are like
 *  the old ones and zero. Frames move, nothing is copied. 0 with the new address in *to;
 *  -EFAULT not one such range, -EEXIST, -EINVAL, -ENOMEM: nothing has changed. */
int vm_move(uintptr_t old, size_t old_size, size_t new_size, uintptr_t *to);
/** Makes [addr, addr + size), part of one VM_ANON range, longer or shorter in place.
 *  0; -EFAULT not one such range, -EEXIST something is behind it, -ENOMEM. */
int vm_resize(uintptr_t addr, size_t old_size, size_t new_size);
/** Forgets what the memory contains: it reads as zero. Lazily backed frames go back to
 *  the system. 0; -ENOMEM when part of it is not mapped (the rest is done), -EINVAL for
 *  device registers (what lies before is done). */
int vm_discard(uintptr_t addr, size_t size);

/** The page at addr was touched: read, written or executed (access: one of VM_R, VM_W,
 *  VM_X). 0: it is there now, or comes nearer with
 *  each touch: try again. -EFAULT: not lazily backed memory, or not permitted.
 *  -ENOMEM: a VM_NORESERVE range, and no frame is left. From the page-fault handler. */
int vm_fault(virt_t addr, unsigned access);
/** Populates what is lazily backed in [addr, addr + size) for good: mlock(2). 0; -ENOMEM
 *  when part of it is not mapped, or for VM_NORESERVE. */
int vm_populate(uintptr_t addr, size_t size);
/** The same for what a stack that ends at top may reach: down to its range's start. */
int vm_populate_stack(uintptr_t top);

/** Maps device registers at pa, uncached, for ever. NULL when out of addresses. */
void *vm_map_device(phys_t pa, size_t size);
/** Maps device memory that is written in bulk and seldom read, such as a framebuffer,
 *  write-combining. */
void *vm_map_framebuffer(phys_t pa, size_t size);

/* A range of VM_LENT (CONFIG_FILE_MAP) is addresses only: whoever made it lends frames of its
 * own, page by page, and takes them back before the range is unmapped. A page without a frame
 * faults. */

/** Puts frame, an address in the direct map, behind the page at va, which has none. 0; -EFAULT:
 *  no such range; -ENOMEM. */
int vm_lend(uintptr_t va, void *frame);
/** Takes the page at va away. Its frame; NULL when it has none. *dirty: it was written to since
 *  vm_lend() or vm_lent_dirty(). */
void *vm_take_back(uintptr_t va, bool *dirty);
/** True when the page at va has been written to since it was asked last; *frame as above. */
bool vm_lent_dirty(uintptr_t va, void **frame);

/** Describes the range that holds addr, for fault reports: "guard page of stack
 *  'worker'". Writes at most size bytes with NUL; "" when nothing is known. */
void vm_describe(uintptr_t addr, char *buf, size_t size) IRQ_SAFE;
/** True when [addr, addr+size) is mapped readable now: for a panic's backtrace. */
bool vm_readable(uintptr_t addr, size_t size) IRQ_SAFE;

/** True when no page of [addr, addr + size) is free. */
bool vm_mapped(uintptr_t addr, size_t size);

/** True when part of [addr, addr + size) is the heap's, a VM_STACK with its guard page or a
 *  device's: not to be unmapped or replaced by the program. */
bool vm_is_kernels(uintptr_t addr, size_t size);

struct vm_stats {
	size_t mapped; /* bytes in the low half */
	size_t ranges;
};
void vm_stats(struct vm_stats *s);

#endif
