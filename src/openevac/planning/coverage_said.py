"""What a plan says about where phones work: by whose word, what is assumed, or that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openevac.domain.missions import Mission
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation


def coverage_said(situation: Situation, operation: Operation, missions: Iterable[Mission]) -> Iterator[Remark]:
    """Say what silent stretches rest on; nothing for a plan in which nobody drives."""
    if not any(True for _ in missions):
        return
    if situation.no_coverage:
        oldest = min(area.observed_at for area in situation.no_coverage)
        sources = sorted({area.source for area in situation.no_coverage})
        yield Remark(
            text="Where phones do not work is known from {sources}, the oldest word of {at}; elsewhere they are taken "
            "to work.",
            facts={"sources": ", ".join(sources), "at": oldest.isoformat()},
        )
    elif operation.policy.silent_within_km is not None:
        yield Remark(
            text="Nobody knows where phones work: by the policy roads within {km} km of the line count as silent.",
            facts={"km": operation.policy.silent_within_km},
        )
    else:
        yield Remark(text="Nobody knows where phones work, so no silent stretch is named: ask the crews.")
