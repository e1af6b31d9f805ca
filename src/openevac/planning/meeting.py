"""When a household can be met at a meeting point: nobody is out before they may leave home or after it closes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from openevac.domain.legs import Walk
from openevac.planning.footways import closed_on_the_way, walk_estimate, walk_exposure
from openevac.planning.ground import Ground
from openevac.planning.hours import curfews_on_foot
from openevac.planning.problem import Door
from openevac.planning.survey import Survey
from openevac.planning.walking import OnFoot
from openevac.rules.spans import Span, seconds_after, without


def met_on_foot(survey: Survey, on_foot: OnFoot, door: Door) -> Door:
    """Give a meeting point's hours for one household from those of the halt: cut by all that holds for the walk."""
    ground, horizon = survey.ground, survey.horizon
    home = survey.operation.request(on_foot.request.id)
    places = (home.katottg, on_foot.request.katottg)
    closed = [
        *curfews_on_foot(ground.situation, survey.zero, horizon, tuple(code for code in places if code)),
        *closed_on_the_way(ground, on_foot.door, on_foot.point.position, survey.zero, horizon),
    ]
    at = survey.when.at
    return replace(
        door,
        open_to_all=_for_walkers(survey, on_foot, door.open_to_all, closed),
        open_to_armoured=_for_walkers(survey, on_foot, door.open_to_armoured, closed),
        walk_s=on_foot.time_s,
        walk_exposure=walk_estimate(ground, on_foot.door, on_foot.point.position, on_foot.time_s, on_foot.wait_s, at),
    )


def _for_walkers(survey: Survey, on_foot: OnFoot, pieces: Iterable[Span], closed: list[Span]) -> tuple[Span, ...]:
    """Give when the van may stand there: from leaving home to boarding every moment lies in an open piece."""
    request, point, zero = survey.operation.request(on_foot.request.id), on_foot.point, survey.zero
    leave = max(_seconds(zero, moment) for moment in (survey.now, request.tw_early, request.release_time))
    lead_s = on_foot.lead.total_seconds()
    opens = _seconds(zero, point.tw_early) + on_foot.wait_s
    closes = survey.horizon.late if point.tw_late is None else seconds_after(zero, point.tw_late)
    found = []
    for piece in (part for open_piece in pieces for part in without(open_piece, closed)):
        early, late = max(max(piece.early, leave) + lead_s, opens), min(piece.late, closes)
        if early < late:
            found.append(Span(early, late))
    return tuple(found)


def _seconds(zero: datetime, moment: datetime | None) -> float:
    return float("-inf") if moment is None else seconds_after(zero, moment)


def walk_of(ground: Ground, on_foot: OnFoot, arrives_at: datetime) -> Walk:
    """Give the walk to a van that arrives at a moment, as a plan states it."""
    leaves_at = arrives_at - on_foot.lead
    exposure = walk_exposure(ground, on_foot.door, on_foot.point.position, leaves_at, on_foot.time_s, arrives_at)
    return Walk(
        leaves_at=leaves_at,
        length_m=on_foot.length_m,
        time_s=on_foot.time_s,
        exposure=exposure,
        person_exposure=exposure * on_foot.request.needs.party_size,
        left_kg=on_foot.left_kg,
        left_l=on_foot.left_l,
        left_bulky=on_foot.left_bulky,
    )
