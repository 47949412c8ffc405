"""Where the peers must be there (PEERS=required), a test that is skipped for want of one fails the run, and is named.

A plugin of pytest that conftest.py loads. With pytest-xdist the reports come to the process that started the others,
so only that one judges.
"""

from __future__ import annotations

import os

import pytest

MARK = "NOT PROVED HERE"


class Absent:
    """What was not proved: each reason, with the first test or file that gave it."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and isinstance(report.longrepr, tuple):
            reason = report.longrepr[2].removeprefix("Skipped: ")
            if reason.startswith(MARK):
                self.found.setdefault(reason, report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.found:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.found:
            terminalreporter.section("peers that are required and absent", red=True)
            for reason, place in self.found.items():
                terminalreporter.line(f"{place}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("PEERS") == "required" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Absent(), "absent peers")
