"""What the call form sends: the planning layer, tags, and sealed bytes; never a name, a phone or a door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.events import Asker, Channel
from openevac.domain.needs import BedKind, MobilityClass, Needs
from openevac.domain.people import AgeBand
from openevac.domain.places import LonLat
from openevac.domain.receipts import parse_receipt
from openevac.domain.requests import Priority
from openevac.rules.lure import ControlAnswer, KnownThere
from openevac.services.kernel.sealed import SealedIn
from openevac.services.requests.find_similar import TypedSoFar
from openevac.services.requests.new_request import NewEvacuee, Noticed, RegisterRequest
from openevac.web.sealed_forms import sealed_in

LATEST_RING_MIN = 60 * 24 * 60


def ring_at(now: datetime, minutes: int) -> datetime:
    """Give when somebody is rung again: in a minute at the soonest, in sixty days at the latest."""
    return now + timedelta(minutes=max(1, min(minutes, LATEST_RING_MIN)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One person of the household as the form lists them; `sealed` holds the name, where one was told."""

    mobility: MobilityClass = MobilityClass.WALKS
    age_band: AgeBand = AgeBand.UNKNOWN
    sealed: SealedIn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What of the form is compared while somebody still types. `people` counts everybody, also those counted apart."""

    katottg: str = ""
    lon: float | None = None
    lat: float | None = None
    phone_tags: str = ""
    house_tag: str = ""
    receipts: str = ""
    people: int = 0
    walks_with_help: int = 0
    wheelchairs: int = 0
    stretchers: int = 0
    repeat_of: str = ""
    apart_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTyped(Looked):
    """The fields of the call form.

    `phone_sealed`: a number stands under the seal, and no tag of it could be made because names are closed.
    `repeat_of`: the operator found this call to be a repeat of that request. `ring_in_min`: ring again after so long.
    """

    no_phone: bool = False
    phone_sealed: bool = False
    over_100_kg: int = 0
    needs_care: int = 0
    floor: int | None = None
    lift: bool | None = None
    cellar: bool = False
    pets: int = 0
    bulky: int = 0
    belongings_kg: float = 0.0
    asker: Asker = Asker.UNKNOWN
    channel: Channel = Channel.PHONE
    priority: Priority = Priority.PLANNED
    control: ControlAnswer = ControlAnswer.NOT_ASKED
    on_community_list: KnownThere = KnownThere.NO_WORD
    to_neighbours: KnownThere = KnownThere.NO_WORD
    asked_exact_time: bool = False
    asked_route: bool = False
    asked_vehicle: bool = False
    asked_who_comes: bool = False
    asked_for_a_van: bool = False
    household_sealed: str = ""
    people_sealed: str = ""
    ring_in_min: int | None = None
    remaining: int | None = None


def request_of(typed: CallTyped) -> RegisterRequest:
    """Give the request that the form describes."""
    return RegisterRequest(
        needs=_needs(typed),
        channel=typed.channel,
        asker=typed.asker,
        katottg=typed.katottg,
        position=position_of(typed),
        phone_tags=tuple(typed.phone_tags.split()),
        no_phone=typed.no_phone,
        phone_sealed=typed.phone_sealed,
        house_tag=typed.house_tag,
        receipts_named=_named(typed.receipts),
        household=sealed_in(typed.household_sealed) if typed.household_sealed else None,
        people=_people(typed),
        priority=typed.priority,
        floor=floor_of(typed),
        lift=typed.lift,
        noticed=Noticed(**{name: getattr(typed, name) for name in Noticed.__dataclass_fields__}),
    )


def so_far(typed: Looked) -> TypedSoFar:
    """Give what can be compared while the form is still being filled in; half a number of a request is left out."""
    counted = typed.people > 0 and typed.people >= _apart(typed)
    return TypedSoFar(
        katottg=typed.katottg,
        position=position_of(typed),
        phone_tags=tuple(typed.phone_tags.split()),
        house_tag=typed.house_tag,
        people=max(0, typed.people),
        mobility=_mobility(typed) if counted else None,
        receipts_named=tuple(one for one in _named(typed.receipts) if _is_receipt(one)),
    )


def position_of(typed: Looked) -> LonLat | None:
    """Give the position as the browser rounded it, or None."""
    return None if typed.lon is None or typed.lat is None else LonLat(typed.lon, typed.lat)


def floor_of(typed: CallTyped) -> int | None:
    """Give the floor; a cellar is the one below the ground."""
    return -1 if typed.cellar else typed.floor


def carry_floors(floor: int | None, *, lift: bool | None) -> int:
    """Give the floors to carry down. A lift nobody has seen working is counted as none: power fails there."""
    if floor is None or floor in {0, 1} or (lift is True and floor > 1):
        return 0
    return abs(floor)


def _needs(typed: CallTyped) -> Needs:
    moves = _mobility(typed)
    return Needs(
        walks=moves[MobilityClass.WALKS],
        walks_with_help=typed.walks_with_help,
        wheelchairs=typed.wheelchairs,
        stretchers=typed.stretchers,
        over_100_kg=typed.over_100_kg,
        needs_care=typed.needs_care,
        carry_floors=carry_floors(floor_of(typed), lift=typed.lift),
        belongings_kg=typed.belongings_kg,
        bulky=typed.bulky,
        pets=typed.pets,
    )


def _apart(typed: Looked) -> int:
    return typed.walks_with_help + typed.wheelchairs + typed.stretchers


def _named(text: str) -> tuple[str, ...]:
    return tuple(one for one in re.split(r"[,;]|(?<=\d{3})\s+(?=\D)", text) if one.strip())


def _is_receipt(text: str) -> bool:
    try:
        parse_receipt(text)
    except InputError:
        return False
    return True


def _mobility(typed: Looked) -> dict[MobilityClass, int]:
    """Count people by how they move: who is not counted apart walks."""
    apart = _apart(typed)
    if apart > typed.people:
        raise InputError(
            "More people are counted by how they move than travel.", "Correct one of the numbers.", field="people"
        )
    return {
        MobilityClass.WALKS: typed.people - apart,
        MobilityClass.WALKS_WITH_HELP: typed.walks_with_help,
        MobilityClass.WHEELCHAIR: typed.wheelchairs,
        MobilityClass.LYING: typed.stretchers,
    }


def _people(typed: CallTyped) -> tuple[NewEvacuee, ...]:
    """Give the people as they were listed; beds with care go first to those who move least."""
    if not typed.people_sealed:
        return ()
    listed = _listed(typed.people_sealed)
    needy = sorted(range(len(listed)), key=lambda one: -_MOVES_LEAST.index(listed[one].mobility))[: typed.needs_care]
    return tuple(
        NewEvacuee(
            mobility=one.mobility,
            age_band=one.age_band,
            bed=BedKind.CARE if number in needy else BedKind.ORDINARY,
            identity=one.sealed,
        )
        for number, one in enumerate(listed)
    )


def _listed(text: str) -> tuple[Listed, ...]:
    try:
        return msgspec.json.decode(text, type=tuple[Listed, ...])
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InputError(
            "What the browser sealed arrived damaged.", "Load the page again; what was typed stays.", field="people"
        ) from None


_MOVES_LEAST = tuple(MobilityClass)
"""From those who walk to those who lie."""
