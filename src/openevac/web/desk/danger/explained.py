"""Why a point is as dangerous as it is: lines side by side, and what each origin adds, largest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.hazards import Cause
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.hazards.explain import Explanation, explain
from openevac.hazards.field import HazardField
from openevac.reports.words import Words
from openevac.web.desk.danger.readable import readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One line, zone or report, with what it adds by cause in per cent of the whole; its source and age."""

    remark: Remark
    source: str
    age_h: float | None
    percent: float
    causes: tuple[tuple[Cause, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The explanation of the core, and the same contributions gathered by where they come from."""

    of: Explanation
    origins: tuple[Origin, ...]
    drone_percent: int


def explained_at(field: HazardField, position: LonLat, at: datetime, words: Words) -> Explained:
    """Explain a point in the hour `at` lies in."""
    found = explain(field, position, at)
    gathered: dict[tuple[str, str], list[tuple[Cause, float]]] = {}
    first: dict[tuple[str, str], tuple[Remark, str, float | None]] = {}
    for part in found.contributions:
        key = (part.remark.text, str(sorted(part.remark.facts.items())))
        share = 100 * part.rate_per_h / found.rate_per_h if found.rate_per_h else 0.0
        gathered.setdefault(key, []).append((part.cause, share))
        first.setdefault(key, (part.remark, part.source, part.age_h))
    origins = [
        Origin(
            remark=readable(first[key][0], field.situation.reports, words),
            source=first[key][1],
            age_h=first[key][2],
            percent=sum(share for _, share in causes),
            causes=tuple(causes),
        )
        for key, causes in gathered.items()
    ]
    return Explained(
        of=found,
        origins=tuple(sorted(origins, key=lambda one: -one.percent)),
        drone_percent=round(100 * found.drone_factor),
    )
