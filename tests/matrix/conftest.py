# SPDX-License-Identifier: MIT
"""Fixtures of the matrix ring: make in the tree itself, output below MATRIX_OUT."""
import os
import pathlib

import pytest

from e2e.harness.guest import TOP

OUT = pathlib.Path(os.environ.get("MATRIX_OUT") or TOP / "build" / "matrix").resolve()


def pytest_configure(config):
    config.addinivalue_line("markers", "soak: long runs, only in make soak")


@pytest.fixture(scope="session")
def out():
    OUT.mkdir(parents=True, exist_ok=True)
    return OUT
