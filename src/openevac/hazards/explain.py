"""What makes a place dangerous in an hour: every contribution with its source and age, largest first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.hazards import Cause
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.units import METRES_PER_KM
from openevac.hazards.closures import ClosedBy, point_reasons
from openevac.hazards.contributions import Piece, contributions_at, point_facts
from openevac.hazards.field import HazardField
from openevac.hazards.fronts import Front
from openevac.hazards.projection import to_metric
from openevac.hazards.remarks import age_h
from openevac.hazards.reports import FeltReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Encounters per hour from one cause and one source; `age_h` is None where the source does not age."""

    cause: Cause
    source: str
    rate_per_h: float
    age_h: float | None
    remark: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDistance:
    """How far one source's line lies from the place: as drawn, and how far it may have come nearer since."""

    source: str
    is_border: bool
    drawn_km: float
    advance_km: float
    age_h: float | None
    decides: bool

    @property
    def counted_km(self) -> float:
        """Give the distance that counts."""
        return max(0.0, self.drawn_km - self.advance_km)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The danger at one place in one hour, in the open, without armour; the contributions sum to `rate_per_h`."""

    position: LonLat
    at: datetime
    rate_per_h: float
    drone_factor: float
    fronts: tuple[FrontDistance, ...]
    contributions: tuple[Contribution, ...]
    closed_by: ClosedBy
    closed: tuple[Remark, ...]

    @property
    def front_km(self) -> float:
        """Give the distance from the nearest line that counts."""
        return min(front.counted_km for front in self.fronts)

    @property
    def nearest(self) -> FrontDistance:
        """Give the line that decides."""
        return next(front for front in self.fronts if front.decides)


def explain(field: HazardField, position: LonLat, at: datetime) -> Explanation:
    """Explain the danger at a place in the hour `at` lies in; raises InputError outside the field."""
    x_m, y_m = to_metric(field.crs, position)
    field.require_inside(x_m, y_m)
    hour = field.hour(at)
    pieces = contributions_at(field, x_m, y_m, hour, armoured=False)
    closed = tuple(point_reasons(field, x_m, y_m, at))
    return Explanation(
        position=position,
        at=at,
        rate_per_h=math.fsum(piece.rate_per_h for piece in pieces),
        drone_factor=field.drone_factor(hour),
        fronts=_fronts(field, x_m, y_m, hour),
        contributions=tuple(_contribution(piece, _counted_km(field, x_m, y_m, hour), hour) for piece in pieces),
        closed_by=closed[0][0] if closed else ClosedBy.OPEN,
        closed=tuple(remark for _, remark in closed),
    )


def _counted_km(field: HazardField, x_m: float, y_m: float, hour: datetime) -> float:
    return point_facts(field, x_m, y_m).nearest(field, hour)[1]


def _fronts(field: HazardField, x_m: float, y_m: float, hour: datetime) -> tuple[FrontDistance, ...]:
    facts = point_facts(field, x_m, y_m)
    decides, _ = facts.nearest(field, hour)
    return tuple(
        FrontDistance(
            source=front.source,
            is_border=front.line is None,
            drawn_km=max(0.0, metres) / METRES_PER_KM,
            advance_km=front.advance_m(hour) / METRES_PER_KM,
            age_h=front.age_h(hour),
            decides=front is decides,
        )
        for front, metres in zip(field.fronts, facts.front_m, strict=True)
    )


def _contribution(piece: Piece, counted_km: float, hour: datetime) -> Contribution:
    origin = piece.origin
    if isinstance(origin, Front):
        return _of_front(piece, origin, counted_km, hour)
    if isinstance(origin, FeltReport):
        return _of_report(piece, origin, hour)
    text = "Zone {zone}, by {source}."
    remark = Remark(text=text, facts={"zone": origin.zone.id, "source": origin.zone.source})
    since = origin.zone.valid_from
    return Contribution(
        cause=piece.cause,
        source=origin.zone.source,
        rate_per_h=piece.rate_per_h,
        age_h=None if since is None else age_h(since, hour),
        remark=remark,
    )


def _of_front(piece: Piece, front: Front, counted_km: float, hour: datetime) -> Contribution:
    text = (
        "{km} km from the state border ({source})."
        if front.line is None
        else "{km} km from the nearest held or contested ground ({source}), its advance since then counted."
    )
    return Contribution(
        cause=piece.cause,
        source=front.source,
        rate_per_h=piece.rate_per_h,
        age_h=front.age_h(hour),
        remark=Remark(text=text, facts={"km": round(counted_km, 1), "source": front.source}),
    )


def _of_report(piece: Piece, felt: FeltReport, hour: datetime) -> Contribution:
    if piece.bounded:
        text = (
            "Unverified report {report} ({kind}) by {source}; all unverified ones together at most double the danger."
        )
    elif felt.unverified:
        text = "Unverified report {report} ({kind}) by {source}."
    else:
        text = "Verified report {report} ({kind}) by {source}."
    report = felt.report
    facts = {"report": report.id, "kind": report.kind, "source": report.source}
    return Contribution(
        cause=piece.cause,
        source=report.source,
        rate_per_h=piece.rate_per_h,
        age_h=felt.age_h(hour),
        remark=Remark(text=text, facts=dict(facts)),
    )
