# SPDX-License-Identifier: MIT
"""Physical and virtual addresses are types of their own: code that mixes them does not compile."""
import pytest

HEAD = "#include <arch/paging.h>\nvoid probe(phys_t pa, virt_t va, uintptr_t n, void *p);\n" \
       "void probe(phys_t pa, virt_t va, uintptr_t n, void *p)\n{\n" \
       "\t(void)pa;\n\t(void)va;\n\t(void)n;\n\t(void)p;\n\t"

RIGHT = ["paging_map(va, pa, VM_R);", "pa = paging_unmap(va);", "pa = virt_to_phys(p);",
         "p = phys_to_virt(pa);", "va = (virt_t){ n };"]
MIXED = ["paging_map(pa, va, VM_R);", "paging_map(n, pa, VM_R);", "paging_map(va, n, VM_R);",
         "paging_map(p, pa, VM_R);", "pa = va;", "va = pa;", "va = n;", "n = pa;", "p = va;",
         "p = phys_to_virt(va);", "va = paging_unmap(va);", "pages_free(va, 1);"]


def compile_statement(tree, statement):
    words = tree.file("base/gen/flags/core").read_text().split()
    tree.write("core/probe.c", HEAD + statement + "\n}\n")
    try:
        return tree.run(*words[words.index("gcc", 1):], "-fsyntax-only",
                        "core/probe.c")
    finally:
        tree.file("core/probe.c").unlink()


@pytest.mark.parametrize("statement", RIGHT)
def test_addresses_used_as_what_they_are_compile(built, statement):
    compile_statement(built, statement).ok()


@pytest.mark.parametrize("statement", MIXED)
def test_mixed_addresses_do_not_compile(built, statement):
    said = compile_statement(built, statement)
    assert said.status != 0
    assert "incompatible type" in said.err, str(said)
