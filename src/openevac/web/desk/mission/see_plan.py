"""A plan to be judged: trips, who stays and why, fairness, and what it hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from openevac.domain.missions import FairnessRow, Totals
from openevac.domain.requests import PRIORITIES_HIGH_FIRST
from openevac.reports.words import Words
from openevac.services.missions.see_difference import see_difference
from openevac.services.missions.see_drives import see_drives
from openevac.services.missions.see_plan import LeftBehind, see_plan
from openevac.web.asking import asking, signed_in
from openevac.web.desk.mission.telling import tell_drive
from openevac.web.showing import shown
from openevac.web.speaking import words_for

OLD_H = 24.0
"""A source older than a day is marked."""


@dataclass(frozen=True, slots=True)
class Stays:
    """A request that is not in the plan, and how long it has waited, in words."""

    said: LeftBehind
    waiting: str


@signed_in
def see_plan_page(request: HttpRequest, plan: UUID) -> HttpResponse:
    """Show one plan."""
    words = words_for(request)
    seen = see_plan(asking(request), plan)
    drives = [tell_drive(drive, words) for drive in see_drives(asking(request), plan)]
    return shown(
        request,
        "mission/plan.html",
        {
            "plan": seen,
            "difference": see_difference(asking(request), plan),
            "drives": drives,
            "figures": _figures(seen.totals, words),
            "fairness": [(words.group(row.group), row, _taken(row)) for row in seen.fairness.rows],
            "unserved": [
                Stays(said=row, waiting=words.days(row.waiting_days)) for row in sorted(seen.unserved, key=_in_turn)
            ],
            "sources": [
                (words.source(one.kind), one, words.age(one.age_h), _is_old(one.age_h)) for one in seen.rests_on
            ],
        },
    )


def _figures(totals: Totals, words: Words) -> list[tuple[str, str]]:
    """Give the numbers that sum the plan up, each with what it counts."""
    by_priority = [totals.people_by_priority.get(one.value, 0) for one in PRIORITIES_HIGH_FIRST]
    said = words.say(
        "{people|person|people} of {households} {households|household|households} can be taken",
        people=totals.people, households=totals.households,
    )  # fmt: skip
    found = [
        (words.number(totals.people), said),
        (" / ".join(str(one) for one in by_priority), " / ".join(words.word(one) for one in PRIORITIES_HIGH_FIRST)),
        (
            words.duration(totals.crew_time_s),
            words.say("of crews' time, {km} driven", km=words.km(totals.length_m)),
        ),
    ]
    if totals.person_exposure_fastest > 0:
        ratio = totals.person_exposure / totals.person_exposure_fastest
        said = words.say("danger for people against the fastest ways for the same people")
        found.append((words.times(ratio), said))
    return found


def _taken(row: FairnessRow) -> float:
    return row.taken / row.asked if row.asked else 0.0


def _in_turn(row: LeftBehind) -> tuple[int, float]:
    return (PRIORITIES_HIGH_FIRST.index(row.priority), -row.waiting_days)


def _is_old(age_h: float | None) -> bool:
    return age_h is None or age_h > OLD_H
