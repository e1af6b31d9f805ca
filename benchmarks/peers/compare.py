"""Who is ahead: answers to one operation compared part by part, and the tables people read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.peers.judged import Judged
from openevac.domain.units import SECONDS_PER_HOUR

SAME_COST = 1e-6
PARTS = ("required", "people", "cost")


@dataclass(frozen=True, slots=True)
class Compared:
    """All answers to one operation. `ours`: one for each seed. `peers`: by name; None where one is not installed."""

    operation: str
    requests: int
    budget_s: float
    ours: tuple[Judged, ...]
    peers: dict[str, Judged | None]

    @property
    def typical(self) -> Judged:
        """Give ours of the middle seed, the lower one of two."""
        return sorted(self.ours, key=lambda one: one.key)[(len(self.ours) - 1) // 2]

    @property
    def measured(self) -> dict[str, Judged]:
        """Give the peers that were there."""
        return {name: one for name, one in self.peers.items() if one is not None}

    @property
    def winner(self) -> str:
        """Name who is ahead of all others; ours only with its middle seed."""
        ahead = {name: one for name, one in self.measured.items() if compare(one, self.typical)[0] > 0}
        return max(ahead, key=lambda name: ahead[name].key, default="ours")

    @property
    def is_ours_ahead(self) -> bool:
        """Tell whether ours is strictly ahead of every peer; never where there was none."""
        return bool(self.measured) and all(compare(self.typical, one)[0] > 0 for one in self.measured.values())


def compare(one: Judged, other: Judged) -> tuple[int, str]:
    """Give 1, 0 or -1 as one is ahead, level or behind, and the part that decides (required, people or cost)."""
    for part, left, right in zip(PARTS[:2], one.key, other.key, strict=False):
        if left != right:
            return (1 if left > right else -1), part  # type: ignore[operator] # both are the same part of two keys
    more_s = one.score.less_cost_s - other.score.less_cost_s
    if abs(more_s) <= SAME_COST * max(1.0, abs(other.score.less_cost_s)):
        return 0, ""
    return (1 if more_s > 0 else -1), PARTS[2]


def ahead_of_all(found: Iterable[Compared]) -> tuple[int, int]:
    """Give on how many operations ours is ahead of every peer, and of how many."""
    rows = list(found)
    return sum(one.is_ours_ahead for one in rows), len(rows)


def cell(judged: Judged | None) -> str:
    """Give one answer in short: required, people by class, cost in hours, households trimmed."""
    if judged is None:
        return "not measured"
    people = "/".join(str(count) for count in judged.people)
    trimmed = f", {judged.trimmed} trimmed" if judged.trimmed else ""
    faults = f", {judged.faults} FAULTS" if judged.faults else ""
    return f"{judged.score.required} · {people} · {-judged.score.less_cost_s / SECONDS_PER_HOUR:.1f} h{trimmed}{faults}"


def verdict(one: Compared) -> str:
    """Say in short how ours stands: ahead of all, or behind whom and in what."""
    behind = [
        f"{'level with' if sign == 0 else 'behind'} {name}{f' in {part}' if part else ''}"
        for name, peer in one.measured.items()
        for sign, part in [compare(one.typical, peer)]
        if sign <= 0
    ]
    return "; ".join(behind) or "ahead of all"


def markdown(found: Sequence[Compared]) -> str:
    """Give the table of one size and budget: operations down, solvers across."""
    names = list(found[0].peers)
    lines = [f"| operation | ours | {' | '.join(names)} | ours |", "|---" * (len(names) + 3) + "|"]
    for one in found:
        cells = [cell(one.typical), *(cell(one.peers[name]) for name in names), verdict(one)]
        lines.append(f"| {one.operation} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
