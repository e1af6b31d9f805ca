"""What harnesses counted is printed at the end of the run: how many faults, how many lost."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the lines that tests kept under "counted"; they come back from parallel workers too."""
    reports = [report for passed in ("passed", "failed") for report in terminalreporter.stats.get(passed, [])]
    lines = [text for report in reports for name, text in getattr(report, "user_properties", ()) if name == "counted"]
    if lines:
        terminalreporter.section("counted")
        for line in lines:
            terminalreporter.write_line(str(line))
