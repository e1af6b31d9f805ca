"""The sentence for each limit that shows itself only when a trip is tried, and when the household could be fetched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from openevac.domain.needs import BedKind
from openevac.domain.remarks import Remark
from openevac.domain.unserved import Limit
from openevac.planning.relax import Case

ANSWERED_BY_A_TRIP = frozenset(
    {
        Limit.CREW_HOURS,
        Limit.CURFEW,
        Limit.NO_OPEN_WAY,
        Limit.CEILING_TRIP,
        Limit.CEILING_PERSON,
        Limit.CEILING_MARGINAL,
    }
)

NOT_LIFTED = Remark(text="Nothing was lifted to prove this: danger beyond the border or the region is not known.")
"""The proof of what nobody can lift."""


def lifted_together(limits: Sequence[Limit]) -> Remark:
    """Say that only several limits, lifted together, let the referee accept a trip."""
    return Remark(
        text="No single limit was found that proves it: with {count} lifted together ({limits}) "
        "the referee accepted a trip for it.",
        facts={"count": len(limits), "limits": ", ".join(limit.value.replace("_", " ") for limit in limits)},
    )


def reason_of(limit: Limit, case: Case) -> Remark:
    """Say in a sentence what a limit means for one household."""
    with_figures = {
        Limit.TIME_WINDOW: _time_window,
        Limit.CEILING_MARGINAL: _ceiling_marginal,
        Limit.CEILING_TRIP: _ceiling_trip,
        Limit.CEILING_PERSON: _ceiling_person,
        Limit.CARE_BED: _care_bed,
        Limit.BEDS: _beds,
        Limit.PLACE_CLOSED: _place_closed,
    }
    return with_figures[limit](case) if limit in with_figures else _PLAIN.get(limit, _PLAIN[Limit.FLEET_FULL])


def _ceiling_marginal(case: Case) -> Remark:
    return Remark(
        text="Fetching it would add more person-exposure than its class may add ({ceiling}).",
        facts={"ceiling": case.operation.policy.max_marginal.of(case.household.priority) or 0.0},
    )


def _ceiling_trip(case: Case) -> Remark:
    return Remark(
        text="A trip that fetches it would be more exposed than the policy allows ({ceiling}).",
        facts={"ceiling": case.operation.policy.max_exposure_per_trip or 0.0},
    )


def _ceiling_person(case: Case) -> Remark:
    return Remark(
        text="Somebody on the trip that fetches it would be more exposed than the policy allows ({ceiling}).",
        facts={"ceiling": case.operation.policy.max_exposure_per_person or 0.0},
    )


def _care_bed(case: Case) -> Remark:
    return Remark(
        text="No shelter has {count} care beds left for it.", facts={"count": case.household.needs.beds(BedKind.CARE)}
    )


def _place_closed(case: Case) -> Remark:
    service = case.operation.service_for(case.household.katottg)
    if service is None:
        return Remark(text="The place is closed when a vehicle could be there.")
    return Remark(
        text="The place is closed when a vehicle could be there. Pass the request on: {service}.",
        facts={"service": service.name},
    )


def _beds(case: Case) -> Remark:
    return Remark(
        text="No shelter has beds of the right kind left for its {count} people.",
        facts={"count": case.household.needs.party_size},
    )


_PLAIN = {
    Limit.CURFEW: Remark(text="Curfews leave no time to fetch it and be back."),
    Limit.CREW_HOURS: Remark(text="The crews' hours and the departure window leave no time to fetch it and be back."),
    Limit.SHELTER_HOURS: Remark(text="No shelter is open when a vehicle could bring it."),
    Limit.SHELTER_PETS: Remark(text="No shelter takes its animals."),
    Limit.NO_OPEN_WAY: Remark(text="No open way leads to the door and on to a shelter."),
    Limit.FLEET_FULL: Remark(text="No vehicle that could fetch it has room and time left beside those in the plan."),
}


def _time_window(case: Case) -> Remark:
    request = case.household
    if request.release_time is not None and (request.tw_early is None or request.release_time > request.tw_early):
        return Remark(
            text="It may be fetched from {release} on; no vehicle can do that and be back in time.",
            facts={"release": request.release_time.isoformat()},
        )
    if request.tw_late is None:
        return Remark(
            text="People can be met from {early} on; no vehicle can come then and be back in time.",
            facts={"early": (request.tw_early or case.now).isoformat()},
        )
    return Remark(
        text="People can be met from {early} to {late}; no vehicle can come then and be back in time.",
        facts={"early": (request.tw_early or case.now).isoformat(), "late": request.tw_late.isoformat()},
    )


def could_be_served_at(limit: Limit, case: Case, accepted_from: datetime | None) -> datetime | None:
    """Say from when on a household could be fetched, where somebody's word tells it; None where nobody can say.

    `accepted_from`: when a crew would have to leave for a trip that the referee accepted with other hours.
    """
    request = case.household
    if limit is Limit.TIME_WINDOW:
        known = [moment for moment in (request.tw_early, request.release_time) if moment is not None]
        return next((moment for moment in sorted(known, reverse=True) if moment > case.now), None)
    if limit in {Limit.PLACE_CLOSED, Limit.NO_ARMOURED_VEHICLE, Limit.WALK_TOO_LONG}:
        rule = next((rule for rule in case.situation.access if rule.katottg == request.katottg), None)
        return None if rule is None else rule.valid_until
    if limit in ANSWERED_BY_A_TRIP:
        return accepted_from
    if limit is Limit.SHELTER_HOURS:
        opens = (shelter.tw_early for shelter in case.operation.shelters if shelter.tw_early is not None)
        return min((moment for moment in opens if moment > case.now), default=None)
    if limit is Limit.FLEET_FULL:
        # The same crews, a day later; whoever waits longest then goes first.
        return min(crew.tw_early for crew in case.operation.crews) + timedelta(days=1)
    return None
