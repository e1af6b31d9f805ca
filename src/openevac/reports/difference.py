"""What changed between a plan in force and the one that takes its place, as lines that are read over the phone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from openevac.domain.remarks import Fact
from openevac.domain.replanning import Change
from openevac.reports.words import Words


def difference_rows(changes: Iterable[Change], words: Words) -> list[tuple[str, str]]:
    """Give (van or household, sentence) in the order of the plan; who stands in the line before is not named again.

    A report that blocks several drives of one van is said once, as old as at the first of them.
    """
    rows = []
    for name, group in groupby(changes, key=lambda change: change.vehicle or change.request):
        reports: set[Fact] = set()
        is_first = True
        for change in group:
            report = change.remark.facts.get("report")
            if report is not None and report in reports:
                continue
            reports |= set() if report is None else {report}
            rows.append((name if is_first else "", words.remark(change.remark)))
            is_first = False
    return rows


def difference_text(changes: Iterable[Change], words: Words) -> str:
    """Write the difference as plain text: a heading for each van or household, its sentences below."""
    lines = [words.say("What changed in the plan")]
    rows = difference_rows(changes, words)
    for name, sentence in rows:
        lines += ["", name] if name else []
        lines.append(f"  {sentence}")
    if not rows:
        lines += ["", words.say("Nothing changed: the plan holds.")]
    return "\n".join(lines) + "\n"
