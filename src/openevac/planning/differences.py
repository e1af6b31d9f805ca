"""The difference between a plan in force and the one that takes its place, van by van, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Plan, Stop
from openevac.domain.operation import Operation
from openevac.domain.remarks import Fact, Remark
from openevac.domain.replanning import Change, DayEvents
from openevac.domain.units import SECONDS_PER_MINUTE
from openevac.planning.kept_ways import OldDrive, drives_left
from openevac.planning.progress import steps_of
from openevac.planning.promises import Promise
from openevac.planning.underway import VanNow
from openevac.roads.graph import RoadGraph
from openevac.routing.path import shares_along

SAME_S = 60.0
"""A clock time that moves by less is not said: people are told windows, not seconds."""


WhyLeft = Callable[[str, str, str], Remark | None]
"""Why the old way between two halts of a van is not driven: (vehicle, from, to)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Both plans side by side."""

    graph: RoadGraph
    operation: Operation
    made: Plan
    plan: Plan
    vans: Mapping[str, VanNow]
    events: DayEvents
    promises: tuple[Promise, ...]
    why_left: WhyLeft

    def changes(self) -> tuple[Change, ...]:
        """Give everything that changed: lost and stranded vans, then van by van, then who is not fetched."""
        return (*self._lost(), *self._stranded(), *self._vans(), *self._broken())

    def _lost(self) -> Iterator[Change]:
        for lost in self.events.lost:
            van = self.vans[lost.vehicle]
            yield Change(vehicle=lost.vehicle, remark=Remark(text="The van cannot go on. Its crew needs a way home."))
            for name in van.aboard:
                said = Remark(text=_NEEDS_ANOTHER, facts={"request": name})
                yield Change(vehicle=lost.vehicle, request=name, remark=said)

    def _stranded(self) -> Iterator[Change]:
        for one in self.plan.stranded:
            facts: dict[str, Fact] = {"aboard": ", ".join(one.underway.aboard) or "-"}
            text = "No way on was found: ring the crew and decide. Aboard: {aboard}."
            yield Change(vehicle=one.vehicle, remark=Remark(text=text, facts=facts))
            yield Change(vehicle=one.vehicle, remark=one.reason)

    def _vans(self) -> Iterator[Change]:
        new: dict[str, list[Mission]] = {}
        for mission in sorted(self.plan.missions, key=lambda one: one.departs_at):
            new.setdefault(mission.vehicle, []).append(mission)
        lost = {one.vehicle for one in self.events.lost}
        for vehicle in self.vans:
            if vehicle in lost or not (self.vans[vehicle].left or vehicle in new):
                continue
            for remark, request in self._of_van(vehicle, self.vans[vehicle].left, new.get(vehicle, [])):
                yield Change(vehicle=vehicle, remark=remark, request=request)

    def _of_van(self, vehicle: str, old: Sequence[Mission], new: Sequence[Mission]) -> Iterator[tuple[Remark, str]]:
        van = self.vans[vehicle]
        if van.turns_back_s:
            minutes = _minutes(van.turns_back_s)
            yield Remark(text=_TURNS_BACK, facts={"minutes": minutes}), ""
        before = {name: stop for name, stop in _stops(old).items() if name not in van.boarded}
        after = _stops(new)
        yield from self._stops_changed(before, after)
        yield from self._meetings_changed(after)
        for was, now in _pairs(old, new, van):
            yield from self._drives_changed(vehicle, was, now)
            yield from self._moments_changed(was, now, van)
        for mission in new:
            yield from self._out_of_hours(mission)

    def _stops_changed(self, before: Mapping[str, Stop], after: Mapping[str, Stop]) -> Iterator[tuple[Remark, str]]:
        for name in before:
            if name not in after:
                yield Remark(text="No longer fetches {request}.", facts={"request": name}), name
        promised = {one.request: one.vehicle for one in self.promises}
        for name, stop in after.items():
            if name in before:
                continue
            facts: dict[str, Fact] = {"request": name, "at": stop.arrives_at.isoformat()}
            if name in promised:
                facts["vehicle"] = promised[name]
                yield Remark(text="Fetches {request} instead of {vehicle}, there at {at}.", facts=facts), name
            else:
                yield Remark(text="Fetches {request} in addition, there at {at}.", facts=facts), name
        both = [name for name in before if name in after]
        order = [name for name in after if name in before]
        if both != order:
            yield Remark(text="Another order: {order}.", facts={"order": ", ".join(order)}), ""

    def _meetings_changed(self, after: Mapping[str, Stop]) -> Iterator[tuple[Remark, str]]:
        """Say where people are met elsewhere than they were told, or leave home at another time."""
        told = _stops(self.made.missions)
        for name, stop in after.items():
            before = told.get(name)
            if before is None:
                continue
            facts: dict[str, Fact] = {"request": name, "point": stop.meeting_point}
            if stop.walk is None:
                if before.meeting_point:
                    yield Remark(text="{request} is met at the door now: ring them.", facts={"request": name}), name
                continue
            facts["at"] = stop.walk.leaves_at.isoformat()
            if stop.meeting_point != before.meeting_point or before.walk is None:
                yield (
                    Remark(text="{request} is met at {point} now and leaves home at {at}: ring them.", facts=facts),
                    name,
                )
            elif abs((stop.walk.leaves_at - before.walk.leaves_at).total_seconds()) >= SAME_S:
                yield Remark(text="{request} leaves home for {point} at {at} instead: ring them.", facts=facts), name

    def _drives_changed(self, vehicle: str, old: Mission, new: Mission) -> Iterator[tuple[Remark, str]]:
        was = {(one.start_name, one.end_name): one for one in drives_left(old, self.vans[vehicle])}
        for (start, end), leg in _drives(new).items():
            before = was.get((start, end))
            if before is None or self._stretches(before.arcs) == self._stretches(leg.arcs):
                continue
            more = _minutes(leg.time_s - self._rest_s(before))
            yield Remark(text=_LONGER if more >= 0 else _SHORTER, facts={"to": end, "minutes": abs(more)}), ""
            why = self.why_left(vehicle, start, end)
            if why is not None:
                yield why, ""

    def _stretches(self, arcs: tuple[int, ...]) -> list[int]:
        """Give the stretches of a way; a piece of no length at its ends may lie on the one before or after."""
        return [int(stretch) for stretch in self.graph.arc_stretch[list(arcs)]]

    def _rest_s(self, drive: OldDrive) -> float:
        """Give the seconds that are left of an old drive, by its share in length."""
        if drive.arcs == drive.whole.arcs and drive.start_fraction == drive.whole.start_fraction:
            return drive.whole.time_s
        lengths = self.graph.stretch_length_m[self.graph.arc_stretch[list(drive.arcs)]].astype(float)
        lengths *= shares_along(drive.arcs, drive.start_fraction, drive.end_fraction)
        return drive.whole.time_s * min(1.0, float(lengths.sum()) / max(drive.whole.length_m, 1.0))

    def _moments_changed(self, old: Mission, new: Mission, van: VanNow) -> Iterator[tuple[Remark, str]]:
        shift_s = (new.departs_at - old.departs_at).total_seconds()
        leaves_home = van.start is None or old is not van.drive or bool(van.start.home_since)
        if leaves_home and abs(shift_s) >= SAME_S:
            yield Remark(text="Leaves the depot at {at}.", facts={"at": new.departs_at.isoformat()}), ""
        shelters = {name: trip.shelter for trip in old.trips for name in _names(trip.stops)}
        for name in old.aboard:
            shelters.setdefault(name, old.trips[0].shelter if old.trips else "")
        moved: dict[str, list[str]] = {}
        for number, trip in enumerate(new.trips):
            names = (*(new.aboard if number == 0 else ()), *_names(trip.stops))
            for name in names:
                if name in shelters and shelters[name] != trip.shelter:
                    moved.setdefault(trip.shelter, []).append(name)
        for shelter, names_moved in moved.items():
            facts: dict[str, Fact] = {"shelter": shelter, "requests": ", ".join(names_moved)}
            yield Remark(text="Brings {requests} to {shelter} instead.", facts=facts), ""
        back_s = (new.returns_at - old.returns_at).total_seconds()
        if abs(back_s) >= SAME_S:
            yield Remark(text="Back at {at}.", facts={"at": new.returns_at.isoformat()}), ""

    def _out_of_hours(self, new: Mission) -> Iterator[tuple[Remark, str]]:
        """Say where a van that only brings people in comes outside the hours of others: somebody has to ring."""
        if new.underway is None or new.fetches:
            return
        for trip in new.trips:
            shelter = self.operation.shelter(trip.shelter)
            early, late = shelter.tw_early or trip.arrives_at, shelter.tw_late or trip.arrives_at
            if not early <= trip.arrives_at <= late:
                facts: dict[str, Fact] = {"shelter": trip.shelter, "at": trip.arrives_at.isoformat()}
                yield Remark(text="Reaches {shelter} at {at}, outside its hours: ring there.", facts=facts), ""
        crew = self.operation.crew(self.operation.vehicle(new.vehicle))
        if new.returns_at > crew.tw_late:
            facts = {"late": crew.tw_late.isoformat()}
            yield Remark(text="Comes home after its crew's hours, which end at {late}.", facts=facts), ""

    def _broken(self) -> Iterator[Change]:
        for one in self.promises:
            if not one.is_kept:
                yield Change(request=one.request, remark=self._how_broken(one))
                if one.reason is not None:
                    yield Change(request=one.request, remark=one.reason)

    def _how_broken(self, one: Promise) -> Remark:
        """Say where somebody stays whose promise is broken: at home, in a van, or beside one."""
        if one.aboard and one.vehicle in {lost.vehicle for lost in self.events.lost}:
            return Remark(text="Waits beside {vehicle}, and no other van was found.", facts={"vehicle": one.vehicle})
        text = "Sits in a van and cannot be brought in." if one.aboard else "Is no longer fetched today."
        return Remark(text=text)


def _stops(missions: Iterable[Mission]) -> dict[str, Stop]:
    return {stop.request: stop for mission in missions for trip in mission.trips for stop in trip.stops}


def _pairs(old: Sequence[Mission], new: Sequence[Mission], van: VanNow) -> Iterator[tuple[Mission, Mission]]:
    """Give each drive that was planned with the one that takes its place: the one under way, or one of its doors."""
    left = list(new)
    for was in old:
        doors = _stops([was]).keys()
        found = [now for now in left if doors & _stops([now]).keys()]
        if was is van.drive and left:
            found += [left[0]] if left[0].underway is not None or len(old) == 1 else []
        if found:
            left.remove(found[0])
            yield was, found[0]


def _names(stops: tuple[Stop, ...]) -> tuple[str, ...]:
    return tuple(stop.request for stop in stops)


def _drives(mission: Mission) -> dict[tuple[str, str], Leg]:
    """Give the drives of a mission by what they lead from and to; of doubles the first."""
    found: dict[tuple[str, str], Leg] = {}
    at = mission.depot if mission.underway is None else ""
    for step in steps_of(mission):
        end = step.stop.request if step.stop else step.shelter or mission.depot
        found.setdefault((at, end), step.leg)
        at = end
    return found


def _minutes(seconds: float) -> int:
    return round(seconds / SECONDS_PER_MINUTE)


_NEEDS_ANOTHER = "{request} was aboard and needs another van; waits where this one stands."
_TURNS_BACK = "The road it is on is closed: it turns round and drives {minutes} min back to the last crossing."
_LONGER = "Another way to {to}, {minutes} min longer."
_SHORTER = "Another way to {to}, {minutes} min shorter."
