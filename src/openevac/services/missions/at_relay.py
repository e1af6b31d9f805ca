"""What is recorded at a relay: who has got off there, who boards the next vehicle, and what the other mission hears."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from openevac.domain.errors import InputError
from openevac.domain.events import StopOutcome
from openevac.domain.people import EvacueeStatus
from openevac.domain.remarks import Remark
from openevac.services.kernel.refusals import Refused, refuse
from openevac.services.missions.aboard import brought_to
from openevac.services.missions.finding import of_any_version
from openevac.services.missions.outcomes import NOT_AT_A_RELAY, RIDING
from openevac.services.missions.relays import inner_stops, outer_stops
from openevac.store.models import Boarding, Evacuee, Mission, Stop, Trip


def standing_at_relay(mission: Mission) -> QuerySet[Boarding]:
    """Give the boardings of people whom a mission brought to a relay and whom nobody has taken on yet."""
    return (
        Boarding.objects.filter(**of_any_version(mission, "stop__trip__mission"), boarded=True)
        .filter(evacuee__status=EvacueeStatus.AT_RELAY.value)
        .exclude(stop__trip__relay="")
    )


def step_off(stop: Stop, party: list[Evacuee], at: datetime) -> None:
    """Record for who boards at a relay that they are out of the vehicle that brought them.

    Nobody sits in two vehicles: where the first crew's word is still missing, the second one's says that they got off.
    """
    riding = {one.evacuee_id: one for one in brought_to(stop).filter(evacuee__in=party, handed_over_at=None)}
    for row in party:
        if row.id in riding:
            riding[row.id].handed_over_at = at
            riding[row.id].save(update_fields=("handed_over_at",))
            row.status = EvacueeStatus.AT_RELAY.value
            row.save(update_fields=("status",))


def got_off_before(trip: Trip) -> int:
    """Count who got off at a relay by the second crew's word, before the first crew counted heads."""
    off = Boarding.objects.filter(stop__trip=trip, boarded=True, handed_over_at__isnull=False).count()
    return max(0, off - (trip.counted or 0)) if trip.relay else 0


def require_fits_a_relay(stop: Stop, outcomes: Iterable[StopOutcome]) -> None:
    """Refuse what cannot be said at a relay: nobody is at home there, and nobody is lost from it without a word."""
    if stop.relay and NOT_AT_A_RELAY.intersection(outcomes):
        raise InputError(
            "At a relay nobody is at home: they were brought there.",
            "If nobody stands there, ring the crew that brought them; leave this stop open until you know.",
            field="outcome",
        )


def nobody_brought(stop: Stop) -> Refused:
    """Say that nobody is recorded as brought to a relay, and who must be rung."""
    door = inner_stops([stop]).get(stop.id)
    return refuse(
        Remark(
            text="{stop}: nobody is recorded as brought to the relay {relay} yet.",
            facts={"stop": door.code if door else stop.code, "relay": stop.relay},
        ),
        "Ring the crew that brings them; record first who boarded at their door.",
    )


def follow_door(door: Stop) -> None:
    """Let the stop at the relay say what happened at the door where nobody boarded, and open it where somebody did.

    A stop at which somebody was taken on, or said no, has been spoken about by its own crew and stays.
    """
    halt = outer_stops([door]).get(door.id)
    if halt is None or halt.boardings.exists():
        return
    outcome = "" if not door.outcome or door.outcome in RIDING else door.outcome
    if halt.outcome != outcome:
        halt.outcome, halt.outcome_at = outcome, door.outcome_at if outcome else None
        halt.save(update_fields=("outcome", "outcome_at"))
