"""Who waits at a relay now, who comes for them, and where nobody comes: said on the board until somebody does.

Worked out from doors, boardings and states of missions each time: nothing that could go wrong between two records.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from openevac.domain.events import MissionStatus
from openevac.domain.people import EvacueeStatus
from openevac.domain.remarks import Fact, Remark
from openevac.rules.missions import OUT
from openevac.services.missions.outcomes import RIDING
from openevac.services.missions.relays import GOES, inner_stops, outer_stops, still_brought, still_taken_on
from openevac.store.models import Boarding, Mission, Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitAtRelay:
    """People who stand at a relay: how many, since when, and which mission comes for them and when by its plan.

    `comes`: "" where nobody comes; that is an alarm. `brought_by`: the mission whose crew knows them.
    """

    relay: str
    requests: tuple[str, ...]
    people: int
    since: datetime
    brought_by: str
    comes: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRelays:
    """Everybody who waits at a relay, and what must be rung about now, the worst first."""

    waits: tuple[WaitAtRelay, ...] = ()
    alarms: tuple[Remark, ...] = ()


def see_at_relays(organisation: str, *, wall: bool = False) -> AtRelays:
    """Give both; `wall`: without names of relays, which say more about a place than a wall should."""
    stops = _of_relays(organisation)
    if not stops:
        return AtRelays()
    doors = [one for one in stops if one.trip.relay]
    outer = outer_stops(doors)
    waits = _waits(doors, outer)
    alarms = (*_nobody_comes(waits), *_nobody_will(doors, outer, waits), *_nobody_there(stops))
    return AtRelays(waits=waits, alarms=tuple(_coarse(one) for one in alarms) if wall else alarms)


def _of_relays(organisation: str) -> list[Stop]:
    """Give the stops at relays of missions on the road, and the doors of those whose trips end at one.

    A door counts, too, whose version was replaced by a newer one on the road, as long as who boarded there rides or
    stands. One question, since boards ask it for every screen; most of them have no relay.
    """
    boarded = Boarding.objects.filter(stop=OuterRef("id"), boarded=True)
    stops = Stop.objects.filter(trip__mission__organisation=organisation, request__isnull=False)
    stops = stops.exclude(trip__relay="", relay="").annotate(
        ride=Exists(boarded.filter(handed_over_at=None)),
        stand=Exists(boarded.filter(evacuee__status=EvacueeStatus.AT_RELAY.value)),
    )
    replaced = Q(trip__mission__status=MissionStatus.REPLACED.value) & ~Q(trip__relay="")
    stops = stops.filter(Q(trip__mission__status__in=OUT) | (replaced & (Q(ride=True) | Q(stand=True))))
    stops = stops.select_related("request", "trip__mission")
    return list(stops.order_by("trip__mission__code", "trip__number", "number"))


def _waits(doors: list[Stop], outer: dict[UUID, Stop]) -> tuple[WaitAtRelay, ...]:
    standing = Boarding.objects.filter(
        stop__in=[one.id for one in doors], boarded=True, handed_over_at__isnull=False,
        evacuee__status=EvacueeStatus.AT_RELAY.value,
    )  # fmt: skip
    people: Counter[UUID] = Counter()
    since: dict[UUID, datetime] = {}
    for key, at in standing.values_list("stop", "handed_over_at"):
        if at is not None:
            people[key] += 1
            since[key] = min(at, since.get(key, at))
    groups: dict[tuple[str, str, str], list[Stop]] = defaultdict(list)
    for door in doors:
        if people[door.id]:
            halt = outer.get(door.id)
            comes = halt.trip.mission.code if halt is not None and still_taken_on(halt) else ""
            groups[door.trip.relay, door.trip.mission.code, comes].append(door)
    return tuple(
        WaitAtRelay(
            relay=relay,
            requests=tuple(_receipt(one) for one in found),
            people=sum(people[one.id] for one in found),
            since=min(since[one.id] for one in found),
            brought_by=brought_by,
            comes=comes,
            due_at=min(_due_at(outer[one.id]) for one in found) if comes else None,
        )
        for (relay, brought_by, comes), found in sorted(groups.items(), key=lambda one: (one[0][2] != "", one[0]))
    )


def _nobody_comes(waits: Iterable[WaitAtRelay]) -> Iterator[Remark]:
    for one in waits:
        if not one.comes:
            facts: dict[str, Fact] = {
                "relay": one.relay, "people": one.people, "requests": ", ".join(one.requests),
                "since": one.since.isoformat(), "mission": one.brought_by,
            }  # fmt: skip
            yield Remark(text=_NOBODY_COMES, facts=facts)


def _nobody_will(doors: list[Stop], outer: dict[UUID, Stop], waits: Iterable[WaitAtRelay]) -> Iterator[Remark]:
    """Say of missions on their way to a relay that nobody takes their people on there."""
    told = {request for one in waits for request in one.requests}
    coming: dict[tuple[str, str], int] = defaultdict(int)
    for door in doors:
        halt = outer.get(door.id)
        replaced = door.trip.mission.status == MissionStatus.REPLACED.value
        dispatched = door.trip.mission.status == MissionStatus.DISPATCHED.value and door.trip.handed_over_at is None
        # Of a replaced version only who rides or stands is here, and who stands has been told already.
        on_its_way = replaced or dispatched
        gone = halt is None or (not halt.outcome and halt.trip.mission.status not in GOES)
        if on_its_way and gone and (not door.outcome or door.outcome in RIDING) and _receipt(door) not in told:
            coming[door.trip.mission.code, door.trip.relay] += _party(door)
    for (mission, relay), people in sorted(coming.items()):
        yield Remark(text=_NOBODY_WILL, facts={"mission": mission, "relay": relay, "people": people})


def _nobody_there(stops: list[Stop]) -> Iterator[Remark]:
    """Say of missions on their way to a relay that nobody is brought there any more."""
    on_its_way = MissionStatus.DISPATCHED.value
    found = [one for one in stops if one.relay and not one.outcome and one.trip.mission.status == on_its_way]
    inner = inner_stops(found)
    lost = {(one.trip.mission.code, one.relay) for one in found if not still_brought(inner.get(one.id))}
    for mission, relay in sorted(lost):
        yield Remark(text=_NOBODY_THERE, facts={"mission": mission, "relay": relay})


def _coarse(one: Remark) -> Remark:
    facts = {key: value for key, value in one.facts.items() if key in {"mission", "people"}}
    return Remark(text=_ON_THE_WALL[one.text].text, facts=facts)


def _due_at(halt: Stop) -> datetime:
    """Give when a mission comes to its stop: by its plan, and by as much later as it left late."""
    mission: Mission = halt.trip.mission
    late = (mission.dispatched_at or mission.departs_at) - mission.departs_at
    return halt.arrives_at + max(timedelta(0), late)


def _receipt(stop: Stop) -> str:
    return stop.request.receipt if stop.request is not None else ""


def _party(stop: Stop) -> int:
    row = stop.request
    return 0 if row is None else row.walks + row.walks_with_help + row.wheelchairs + row.stretchers


_NOBODY_COMES = (
    "At the relay {relay} {people} {people|person stands|people stand} since {since} ({requests}), and NOBODY comes for"
    " them. Ring the crew of {mission}, which brought them: it takes them aboard again."
)
_NOBODY_WILL = (
    "{mission} brings {people} {people|person|people} to the relay {relay}, and NOBODY takes them on there any more."
    " Ring its crew now: they do not get off there."
)
_NOBODY_THERE = "{mission} drives to the relay {relay}, and nobody brings people there any more. Ring its crew."
_ON_THE_WALL = {
    _NOBODY_COMES: Remark(
        text="{mission}: {people} {people|person stands|people stand} at a relay, and NOBODY comes for them."
    ),
    _NOBODY_WILL: Remark(text="{mission}: NOBODY takes its people on at the relay."),
    _NOBODY_THERE: Remark(text="{mission}: nobody brings people to its relay."),
}
"""The same without names of points."""
