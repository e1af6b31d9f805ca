"""Single rides joined again: missions that hand over and take on, and everything else in people's own names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from openevac.domain.missions import Mission, Stranded, Underway
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.replanning import Change
from openevac.planning.relay_missions import Hall, brought_by, handing_over, taking_on
from openevac.planning.rides import Rides, Stage
from openevac.planning.today import Today
from openevac.planning.underway import VanNow


class Joiner:
    """Gives what was planned for single rides in the names that people know."""

    def __init__(self, rides: Rides) -> None:
        self._rides = rides
        self._names = {ride: name for name, ride in (*rides.firsts.items(), *rides.gone.items())}
        self._names |= {one.hall: one.relay.id for one in rides.hand_overs}
        self._halls = {one.hall: Hall(one.relay.id, one.slot) for one in rides.hand_overs}

    def name(self, ride: str) -> str:
        """Give the household, or the relay, that a name of a ride stands for; any other name as it is."""
        return self._names.get(ride, ride)

    def missions(self, missions: Iterable[Mission], operation: Operation) -> tuple[Mission, ...]:
        """Give missions of single rides as those of the whole `operation`."""
        if not self._rides.hand_overs:
            return tuple(missions)
        ground = self._rides.ground
        handed = [handing_over(self._renamed(one), self._halls, operation, ground) for one in missions]
        brought = {name: one for mission in handed for name, one in brought_by(mission).items()}
        return tuple(taking_on(mission, brought, operation, ground) for mission in handed)

    def _renamed(self, mission: Mission) -> Mission:
        trips = tuple(
            replace(
                trip,
                starts_from=self.name(trip.starts_from),
                stops=tuple(replace(stop, request=self.name(stop.request)) for stop in trip.stops),
            )
            for trip in mission.trips
        )
        underway = mission.underway
        return replace(mission, trips=trips, underway=None if underway is None else self.underway(underway))

    def underway(self, underway: Underway) -> Underway:
        """Give where a van is, with the people in it by their own names."""
        aboard = tuple(self.name(name) for name in underway.aboard)
        return replace(underway, aboard=aboard, place=self.name(underway.place))

    def stranded(self, stranded: Iterable[Stranded]) -> tuple[Stranded, ...]:
        """Give stranded vans with the people in them by their own names."""
        return tuple(
            replace(one, underway=self.underway(one.underway), reason=self.remark(one.reason)) for one in stranded
        )

    def operation(self, operation: Operation) -> Operation:
        """Give what is still to be done: one request a household, who stands at a relay there, no halls."""
        rides = self._rides
        if not rides.hand_overs:
            return operation
        first = set(rides.firsts.values())
        waits_at_home = {rides.firsts[name]: name for name in rides.ahead}
        halls = set(self._halls)
        requests = tuple(
            replace(one, id=self.name(one.id))
            for one in operation.requests
            if one.id in waits_at_home or (one.id not in first and rides.stages.get(one.id) is not Stage.AHEAD)
        )
        shelters = tuple(one for one in operation.shelters if one.id not in halls)
        return replace(operation, requests=requests, shelters=shelters, relays=rides.operation.relays)

    def today(self, today: Today) -> Today:
        """Give the day as it is now in the names that people know."""
        if not self._rides.hand_overs:
            return today
        made = {(one.vehicle, one.departs_at): one for one in self._rides.made.missions}
        return replace(
            today,
            operation=self.operation(today.operation),
            vans={name: self._van(van, made) for name, van in today.vans.items()},
            out={name: self.underway(one) for name, one in today.out.items()},
        )

    def _van(self, van: VanNow, made: Mapping[tuple[str, datetime], Mission]) -> VanNow:
        """Give a van; who got off at a relay is not handed over yet."""
        return replace(
            van,
            start=None if van.start is None else self.underway(van.start),
            boarded=frozenset(self.name(name) for name in van.boarded),
            delivered={self.name(name): hall for name, hall in van.delivered.items() if hall not in self._halls},
            drive=None if van.drive is None else made[van.vehicle, van.drive.departs_at],
            later=tuple(made[van.vehicle, one.departs_at] for one in van.later),
        )

    def remark(self, remark: Remark) -> Remark:
        """Give a remark with people's own names."""
        facts = {
            key: ", ".join(self.name(part) for part in fact.split(", ")) if isinstance(fact, str) else fact
            for key, fact in remark.facts.items()
        }
        return replace(remark, facts=facts)

    def changes(self, changes: Iterable[Change]) -> tuple[Change, ...]:
        """Give changes with people's own names; that a ride which is over is driven no more changes nothing."""
        rides = self._rides
        over = {ride for name, ride in rides.gone.items() if rides.stages[name] is Stage.TAKEN_ON}
        return tuple(
            replace(one, request=self.name(one.request), remark=self.remark(one.remark))
            for one in changes
            if one.request not in over
        )
