"""What a coordinator should know about the relays of a plan: who hands over whom to whom, where and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openevac.domain.missions import Mission
from openevac.domain.operation import Operation
from openevac.domain.remarks import Fact, Remark


def relay_remarks(operation: Operation, missions: Sequence[Mission]) -> Iterator[Remark]:
    """Say every hand-over of some missions, the longest wait at it, and that vehicles of a relay take no parcels."""
    taken = {
        stop.request: (mission.vehicle, stop.waited)
        for mission in missions
        for trip in mission.trips
        for stop in trip.stops
        if stop.waited is not None
    }
    for mission in missions:
        for number, trip in enumerate(mission.trips):
            if trip.hand_over is not None:
                aboard = mission.aboard if number == 0 else ()
                names = [*aboard, *(stop.request for stop in trip.stops)]
                waits = [taken[name][1].time_s for name in names]
                facts: dict[str, Fact] = {
                    "relay": trip.hand_over.relay,
                    "slot": trip.hand_over.slot.isoformat(),
                    "vehicle": mission.vehicle,
                    "others": ", ".join(sorted({taken[name][0] for name in names})),
                    "people": sum(operation.request(name).needs.party_size for name in names),
                    "requests": ", ".join(names),
                    "longest_min": round(max(waits) / 60),
                }
                yield Remark(
                    text="At the relay {relay} {vehicle} hands {people} {people|person|people} ({requests}) over at "
                    "{slot}; {others} takes them on, and nobody waits longer than {longest_min} min.",
                    facts=facts,
                )
    if taken and operation.aid:
        yield Remark(
            text="Vehicles that change people at a relay take no parcels; reasons for parcels speak of others."
        )
