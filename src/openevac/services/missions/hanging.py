"""What a mission hangs on before it leaves: the missions it changes people with at relays, and places it halts in.

Who brings people to a relay does not leave before the mission that takes them on there has both its yeses: else people
stand in the open and nobody comes. The other way round nobody is left standing, so it is said, and holds nobody up
(docs/decisions/2026-11-23-a-relay-hangs-on-who-takes-on.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openevac.domain.remarks import Fact, Remark
from openevac.rules.missions import BEFORE, lacking_yes
from openevac.services.missions.relays import (
    inner_stops,
    outer_stops,
    relay_doors,
    relay_halts,
    still_brought,
    still_taken_on,
)
from openevac.services.missions.states import state_of
from openevac.store.models import Mission, Relay, Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class HangsTogether:
    """One other mission at one relay. `against`: the mission asked about may not leave because of it.

    `mission`: its code, "" where nobody brings people, or takes them on, any more.
    """

    mission: str
    relay: str
    against: bool
    words: Remark


def hangs_together(row: Mission) -> tuple[HangsTogether, ...]:
    """Give the missions with which one changes people at relays, those that stand against leaving first."""
    found = {(one.mission, one.relay, one.words.text): one for one in (*_takers(row), *_bringers(row))}
    return tuple(sorted(found.values(), key=lambda one: (not one.against, one.relay, one.mission)))


def stands_against(row: Mission) -> Remark | None:
    """Say which mission must have its yeses before this one leaves; None where it hangs on none."""
    return next((one.words for one in hangs_together(row) if one.against), None)


def places_of_mission(row: Mission) -> set[str]:
    """Give the places a mission halts in: of its doors still to be gone to, and of the relays of its trips."""
    stops = Stop.objects.filter(trip__mission=row, outcome="", request__isnull=False)
    doors = set(stops.filter(relay="").values_list("request__katottg", flat=True))
    relays = {*stops.values_list("relay", flat=True), *row.trips.values_list("relay", flat=True)} - {""}
    rows = Relay.objects.filter(organisation=row.organisation_id, code__in=relays).exclude(katottg="")
    return doors | set(rows.values_list("katottg", flat=True))


def _takers(row: Mission) -> Iterator[HangsTogether]:
    doors = [one for one in relay_doors(row) if not one.outcome]
    outer = outer_stops(doors)
    for door in doors:
        halt, relay = outer.get(door.id), door.trip.relay
        if halt is None or not still_taken_on(halt):
            words = Remark(text=_NOBODY_TAKES, facts={"relay": relay})
            yield HangsTogether(mission="", relay=relay, against=True, words=words)
            continue
        facts = _facts(halt.trip.mission, relay)
        ready = _is_ready(halt.trip.mission)
        yield HangsTogether(
            mission=halt.trip.mission.code,
            relay=relay,
            against=not ready,
            words=Remark(text=_TAKES_READY if ready else _TAKES_LACKING, facts=facts),
        )


def _bringers(row: Mission) -> Iterator[HangsTogether]:
    halts = [one for one in relay_halts(row) if not one.outcome]
    inner = inner_stops(halts)
    for halt in halts:
        door = inner.get(halt.id)
        if door is None or not still_brought(door):
            words = Remark(text=_NOBODY_BRINGS, facts={"relay": halt.relay})
            yield HangsTogether(mission="", relay=halt.relay, against=False, words=words)
            continue
        text = _BRINGS_READY if _is_ready(door.trip.mission) else _BRINGS_LACKING
        words = Remark(text=text, facts=_facts(door.trip.mission, halt.relay))
        yield HangsTogether(mission=door.trip.mission.code, relay=halt.relay, against=False, words=words)


def _is_ready(other: Mission) -> bool:
    return other.status not in BEFORE or lacking_yes(state_of(other)) is None


def _facts(other: Mission, relay: str) -> dict[str, Fact]:
    return {"mission": other.code, "vehicle": other.vehicle.code, "crew": other.crew.code, "relay": relay}


_TAKES_READY = "{mission} ({vehicle}, {crew}) takes its people on at the relay {relay}; both its yeses are there."
_TAKES_LACKING = (
    "{mission} ({vehicle}, {crew}) takes its people on at the relay {relay}, and a yes to it is missing: without"
    " it they would stand there."
)
_NOBODY_TAKES = (
    "Nobody takes its people on at the relay {relay} any more: the mission that was to was stopped or turned back."
)
_BRINGS_READY = "{mission} ({vehicle}, {crew}) brings people to the relay {relay}; both its yeses are there."
_BRINGS_LACKING = (
    "{mission} ({vehicle}, {crew}) brings people to the relay {relay}, and a yes to it is missing: this one may"
    " leave and find nobody there."
)
_NOBODY_BRINGS = "Nobody brings people to the relay {relay} any more: leave that stop out, and tell the crew."
