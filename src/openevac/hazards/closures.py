"""Which stretches cannot be driven at a moment, and why: border, held ground, zones, reports, mines.

A closure holds for a whole hour if it holds at any moment of it; what lifts one must hold for the rest of the hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from openevac.domain.hazards import ZoneKind
from openevac.domain.remarks import Remark
from openevac.domain.units import METRES_PER_KM
from openevac.hazards.blocks import blocks_at
from openevac.hazards.field import HazardField
from openevac.hazards.grid import BoolArray, LongArray
from openevac.hazards.mines import closed_for_mines, is_closable, why_open
from openevac.hazards.remarks import age_h, beyond_border, blocked_way, closed_zone, held_ground
from openevac.hazards.roads_protocol import Roads
from openevac.hazards.weather import full_hour


class ClosedBy(IntEnum):
    """What closes a stretch or a point; the first that holds, in this order."""

    OPEN = 0
    BORDER = 1
    HELD = 2
    ZONE = 3
    REPORT = 4
    MINES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Reason:
    """One thing that closes stretches (numbers in order), and the sentence that says so with source and age."""

    by: ClosedBy
    stretches: LongArray
    remark: Remark

    def closes(self, stretch: int) -> bool:
        """Tell whether it closes one stretch."""
        place = int(np.searchsorted(self.stretches, stretch))
        return place < len(self.stretches) and int(self.stretches[place]) == stretch


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Closures:
    """What is closed at one moment: `by` (S) holds ClosedBy codes. `remarks`: what people should know besides."""

    by: npt.NDArray[np.uint8]
    at: datetime
    reasons: tuple[Reason, ...]
    remarks: tuple[Remark, ...]
    field: HazardField
    roads: Roads

    @property
    def open(self) -> BoolArray:
        """Tell which stretches (S) can be driven."""
        return np.asarray(self.by == ClosedBy.OPEN)

    def why(self, stretch: int) -> Remark:
        """Say why a stretch is closed, with source and age; an open one says by whose word it is open, if anybody's."""
        for reason in self.reasons:
            if reason.closes(stretch):
                return reason.remark
        return self.opened(stretch) or Remark(text="Nothing known closes this road.")

    def why_all(self, stretch: int) -> tuple[Remark, ...]:
        """Say everything that closes a stretch: opening it takes an answer to each."""
        return tuple(reason.remark for reason in self.reasons if reason.closes(stretch))

    def opened(self, stretch: int) -> Remark | None:
        """Say who vouches for an open track that is otherwise closed for mines, and when; None where nobody must."""
        if self.by[stretch] != ClosedBy.OPEN or not is_closable(self.roads)[stretch]:
            return None
        memory = self.field.memory.of(self.roads)
        areas = [ground.once for _, ground in self.field.grounds]
        areas += [laid.area for laid in self.field.zones if laid.zone.kind is ZoneKind.MINED]
        if not any(memory.inside(area, 0.0)[stretch] for area in areas):
            return None
        return why_open(self.field, self.roads, stretch, self.at)


def closed_stretches(field: HazardField, roads: Roads, at: datetime) -> Closures:
    """Work out what is closed in the hour `at` lies in; raises InputError outside the field's hours."""
    field.hour(at)
    return field.recent.get(("closed", field.memory.of(roads), at), lambda: _closures(field, roads, at))


def closed_point(field: HazardField, x_m: float, y_m: float, at: datetime | None = None) -> ClosedBy:
    """Tell whether nobody may be at a point: beyond the border, in held ground or its margin, in a closed zone.

    `at` decides which zones hold; without it the first hour of the field does.
    """
    closed = next(point_reasons(field, x_m, y_m, at), None)
    return ClosedBy.OPEN if closed is None else closed[0]


def point_reasons(
    field: HazardField, x_m: float, y_m: float, at: datetime | None = None
) -> Iterator[tuple[ClosedBy, Remark]]:
    """Give everything that closes a point, in the order of ClosedBy, with the sentences that say so."""
    field.require_inside(x_m, y_m)
    moment = field.starts_at if at is None else at
    if field.beyond.holds_point(x_m, y_m):
        yield ClosedBy.BORDER, beyond_border(field.border.source)
    for line, ground in field.grounds:
        if ground.held.holds_point(x_m, y_m, held_margin_m(field)):
            yield ClosedBy.HELD, held_ground(line.source, held_margin_m(field), age_h(line.observed_at, moment))
    for laid in field.zones:
        if laid.zone.kind is ZoneKind.CLOSED and laid.holds_in(full_hour(moment)) and laid.area.holds_point(x_m, y_m):
            yield ClosedBy.ZONE, closed_zone(laid.zone.id, laid.zone.source)


def held_margin_m(field: HazardField) -> float:
    """Give how far round held ground nobody drives; it does not grow with the age of a source."""
    return field.situation.profile.value("held.margin_km") * METRES_PER_KM


def _closures(field: HazardField, roads: Roads, at: datetime) -> Closures:
    remarks: list[Remark] = []
    reasons = [reason for reason in _reasons(field, roads, at, remarks) if len(reason.stretches)]
    by = np.zeros(roads.num_stretches, dtype=np.uint8)
    for reason in reversed(reasons):
        by[reason.stretches] = reason.by
    by.setflags(write=False)
    return Closures(by=by, at=at, reasons=tuple(reasons), remarks=tuple(remarks), field=field, roads=roads)


def _reasons(field: HazardField, roads: Roads, at: datetime, remarks: list[Remark]) -> Iterator[Reason]:
    memory, margin_m = field.memory.of(roads), held_margin_m(field)
    yield Reason(ClosedBy.BORDER, memory.numbers_inside(field.beyond, 0.0), beyond_border(field.border.source))
    for line, ground in field.grounds:
        remark = held_ground(line.source, margin_m, age_h(line.observed_at, at))
        yield Reason(ClosedBy.HELD, memory.numbers_inside(ground.held, margin_m), remark)
    for laid in field.zones:
        if laid.zone.kind is ZoneKind.CLOSED and laid.holds_in(full_hour(at)):
            inside = memory.numbers_inside(laid.area, 0.0)
            yield Reason(ClosedBy.ZONE, inside, closed_zone(laid.zone.id, laid.zone.source))
    for block in blocks_at(field, roads, at):
        report = block.report
        remarks += [block.remark] if block.remark is not None else []
        remark = blocked_way(report.id, report.kind, report.source, age_h(report.happened_at, at))
        yield Reason(ClosedBy.REPORT, block.stretches, remark)
    for closed, remark in closed_for_mines(field, roads, at):
        yield Reason(ClosedBy.MINES, np.flatnonzero(closed), remark)
