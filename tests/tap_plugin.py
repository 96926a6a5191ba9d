# SPDX-License-Identifier: MIT
"""Makes pytest speak TAP: one line "ok NAME" or "not ok NAME" per test, reasons as "# " lines.

Loaded with `-p tap_plugin -p no:terminal` by scripts/test.sh, which counts these lines for every
ring alike. A name is "file: test[case]" without the word "test".
"""

import sys


def name_of(nodeid):
    path, _, test = nodeid.partition("::")
    topic = path.rsplit("/", 1)[-1].removesuffix(".py").removeprefix("test_")
    return f"{topic}: {test.removeprefix('test_')}".replace("#", "")


def say(text):
    sys.__stdout__.write(text + "\n")
    sys.__stdout__.flush()


def comment(text):
    for line in str(text).splitlines():
        say(f"# {line}")


class Tap:
    """Follows one session; a test is reported once, at its first failure or after its call."""

    def __init__(self):
        self.failed = set()

    def fail(self, report):
        if report.nodeid not in self.failed:
            self.failed.add(report.nodeid)
            say(f"not ok {name_of(report.nodeid)}")
        comment(report.longreprtext)
        for title, text in report.sections:
            comment(f"{title}:\n{text}")

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.fail(report)
        elif report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            say(f"ok {name_of(report.nodeid)} # SKIP {reason}")
        elif report.when == "call":
            say(f"ok {name_of(report.nodeid)} # {report.duration:.1f} s")

    def pytest_collectreport(self, report):
        if report.failed:
            say(f"not ok {name_of(report.nodeid)} (cannot be loaded)")
            comment(report.longreprtext)

    def pytest_internalerror(self, excrepr):
        comment(excrepr)


def pytest_addoption(parser):
    """What the terminal plugin would define and the reports of failures read."""
    parser.addoption("--verbose", type=int, default=0)
    parser.addoption("--tb", dest="tbstyle", default="short")


def pytest_configure(config):
    config.pluginmanager.register(Tap(), "tap")
