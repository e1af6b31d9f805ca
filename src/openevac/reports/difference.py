"""What changed between a plan in force and the one that takes its place, as lines that are read over the phone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from openevac.domain.replanning import Change
from openevac.reports.words import Words


def difference_rows(changes: Iterable[Change], words: Words) -> list[tuple[str, str]]:
    """Give (van or household, sentence) in the order of the plan; who stands in the line before is not named again."""
    rows = []
    for name, group in groupby(changes, key=lambda change: change.vehicle or change.request):
        for place, change in enumerate(group):
            rows.append(("" if place else name, words.remark(change.remark)))
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
