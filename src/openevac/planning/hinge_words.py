"""What is said of a number past its threshold: one sentence a kind of number and a kind of refusal."""

from __future__ import annotations

from openevac.domain.needs import BedKind
from openevac.domain.remarks import Fact, Remark
from openevac.planning.check.faults import Fault, FaultCode, rounded

_NUMBER = {
    FaultCode.CEILING_TRIP: Remark(
        text="{number} at {threshold} {unit} (now {value}, judged {low} to {high}): "
        "a trip lies over the ceiling of a trip."
    ),
    FaultCode.CEILING_PERSON: Remark(
        text="{number} at {threshold} {unit} (now {value}, judged {low} to {high}): "
        "somebody aboard lies over the ceiling of a person."
    ),
    FaultCode.CEILING_MARGINAL: Remark(
        text="{number} at {threshold} {unit} (now {value}, judged {low} to {high}): "
        "fetching {request} adds more than the ceiling of its class."
    ),
}
_OTHER_WAY = Remark(
    text="{number} at {threshold} {unit} (now {value}, judged {low} to {high}): "
    "drive {drive} takes another way, {minutes} min instead of {now_minutes}."
)
_DELAY = {
    FaultCode.TIME_WINDOW: Remark(text="Leaving {minutes} min later or more: too late at the door of {request}."),
    FaultCode.SHELTER_HOURS: Remark(text="Leaving {minutes} min later or more: the shelter is closed on arrival."),
    FaultCode.CREW_HOURS: Remark(text="Leaving {minutes} min later or more: the crew is out beyond its hours."),
    FaultCode.DEPARTURE_WINDOW: Remark(
        text="Leaving {minutes} min later or more: outside the departure window of the policy."
    ),
    FaultCode.CURFEW: Remark(text="Leaving {minutes} min later or more: somebody is out under a curfew."),
    FaultCode.ROAD_CLOSED: Remark(text="Leaving {minutes} min later or more: a road of its way is closed then."),
    FaultCode.NOT_DRIVABLE: Remark(text="Leaving {minutes} min later or more: the earth of its way is wet then."),
    FaultCode.PLACE_ACCESS: Remark(text="Leaving {minutes} min later or more: the place of {request} is closed then."),
    FaultCode.COLD_LIMIT: Remark(text="Leaving {minutes} min later or more: a parcel is out beyond its cold limit."),
}
_DELAY_CEILING = Remark(text="Leaving {minutes} min later or more: its exposure lies over a ceiling.")
_DELAY_OUTING = Remark(text="Leaving {minutes} min later or more: the rest or duty of the crew's next drive is broken.")
_DELAY_OTHER = Remark(text="Leaving {minutes} min later or more: the referee refuses it ({limit}).")
_BEDS = {
    BedKind.ORDINARY: Remark(
        text="Shelter {shelter} with {threshold} ordinary beds instead of {value}: somebody finds no bed."
    ),
    BedKind.NO_STAIRS: Remark(
        text="Shelter {shelter} with {threshold} beds without stairs instead of {value}: somebody finds no bed."
    ),
    BedKind.CARE: Remark(
        text="Shelter {shelter} with {threshold} care beds instead of {value}: somebody finds no bed."
    ),
}
_CONFIRMED_CLOSES = Remark(text="If the report {report} is confirmed, a road of its way is closed.")
_CONFIRMED_OTHER = Remark(text="If the report {report} is confirmed, its exposure lies over a ceiling.")
_RAIN = Remark(text="If the sky clears by {at}, its exposure lies over a ceiling.")
_ROAD = Remark(text="If one of these roads closes, no other way leads on: {ways}.")

CEILINGS = frozenset({FaultCode.CEILING_TRIP, FaultCode.CEILING_PERSON, FaultCode.CEILING_MARGINAL})
_OUTINGS = frozenset({FaultCode.REST, FaultCode.DUTY, FaultCode.VEHICLE_TWICE})


def number_refused(found: Fault, facts: dict[str, Fact]) -> Remark:
    """Say that a number of the profile carries the mission over a ceiling."""
    return Remark(text=_NUMBER[found.code].text, facts=_told(facts) | {"request": found.request})


def number_other_way(facts: dict[str, Fact]) -> Remark:
    """Say that with another number a drive would take another way."""
    return Remark(text=_OTHER_WAY.text, facts=_told(facts))


def later_refused(found: Fault, minutes: int) -> Remark:
    """Say what stands against leaving so many minutes later."""
    plain = _DELAY_CEILING if found.code in CEILINGS else _DELAY_OUTING if found.code in _OUTINGS else _DELAY_OTHER
    text = _DELAY.get(found.code, plain).text
    return Remark(text=text, facts={"minutes": minutes, "request": found.request, "limit": found.code.value})


def beds_short(shelter: str, kind: BedKind, value: int, threshold: int) -> Remark:
    """Say with how few beds somebody finds none."""
    return Remark(text=_BEDS[kind].text, facts={"shelter": shelter, "value": value, "threshold": threshold})


def report_confirmed(found: Fault, report: str) -> Remark:
    """Say what a report does once it is confirmed."""
    closes = found.code not in CEILINGS
    return Remark(text=(_CONFIRMED_CLOSES if closes else _CONFIRMED_OTHER).text, facts={"report": report})


def sky_clears(at: str) -> Remark:
    """Say by when the sky must not clear."""
    return Remark(text=_RAIN.text, facts={"at": at})


def road_closes(ways: str) -> Remark:
    """Say which roads have no way round."""
    return Remark(text=_ROAD.text, facts={"ways": ways})


def _told(facts: dict[str, Fact]) -> dict[str, Fact]:
    """Give figures with three digits, and a threshold with as many as tell it from where the number stands."""
    told = {name: rounded(fact, 3) if isinstance(fact, float) else fact for name, fact in facts.items()}
    if told["threshold"] == told["value"]:
        told |= {name: f"{facts[name]:.4g}" for name in ("threshold", "value")}
    return told
