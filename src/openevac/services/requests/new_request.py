"""A request as a client hands it over: readable planning facts, tags, and sealed bytes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.events import Asker, Channel
from openevac.domain.ids import require_katottg
from openevac.domain.needs import BedKind, MobilityClass, Needs
from openevac.domain.people import AgeBand, Sex
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.receipts import parse_receipt
from openevac.domain.requests import Priority
from openevac.domain.units import require_aware, require_in_order
from openevac.rules.lure import ControlAnswer, KnownThere
from openevac.services.kernel.sealed import SealedIn
from openevac.services.requests.typed import require_tag

MOST_PEOPLE = 100
"""A bus; more people than this are several requests, or a slip of the finger."""
MOST_PHONES = 10
MOST_FLOOR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What the operator ticked while listening; only coordinators see it again."""

    control: ControlAnswer = ControlAnswer.NOT_ASKED
    on_community_list: KnownThere = KnownThere.NO_WORD
    to_neighbours: KnownThere = KnownThere.NO_WORD
    asked_exact_time: bool = False
    asked_route: bool = False
    asked_vehicle: bool = False
    asked_who_comes: bool = False
    asked_for_a_van: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvacuee:
    """One person of the household; `identity` is sealed by the client, or left out."""

    mobility: MobilityClass = MobilityClass.WALKS
    age_band: AgeBand = AgeBand.UNKNOWN
    sex: Sex = Sex.NOT_SAID
    bed: BedKind = BedKind.ORDINARY
    cannot_decide: bool = False
    identity: SealedIn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRequest:
    """A request to be kept. Place, phone tag (or `no_phone`) and the number of people are enough.

    `phone_sealed`: a number stands under the seal and could not be compared, because the client's keys were closed.
    `position` is rounded to 100 m by the client and once more here. `people`: leave empty, or name all of them.
    `receipts_named`: numbers of earlier requests that the caller read out. `received_at`: when they first asked,
    where that was earlier than now.
    """

    needs: Needs
    channel: Channel
    asker: Asker = Asker.UNKNOWN
    katottg: str = ""
    position: LonLat | None = None
    phone_tags: tuple[str, ...] = ()
    no_phone: bool = False
    phone_sealed: bool = False
    house_tag: str = ""
    coalition_tags: tuple[str, ...] = ()
    receipts_named: tuple[str, ...] = ()
    household: SealedIn | None = None
    people: tuple[NewEvacuee, ...] = ()
    priority: Priority = Priority.PLANNED
    required: bool = False
    floor: int | None = None
    lift: bool | None = None
    tw_early: datetime | None = None
    tw_late: datetime | None = None
    release_time: datetime | None = None
    received_at: datetime | None = None
    noticed: Noticed = Noticed()

    def __post_init__(self) -> None:
        self._require_enough()
        require_in_order("tw_early", self.tw_early, self.tw_late)
        require_aware("release_time", self.release_time)
        require_aware("received_at", self.received_at)
        require_floor(self.floor)
        for field, tags in (("phone_tags", self.phone_tags), ("coalition_tags", self.coalition_tags)):
            require_tags(field, tags)
        if self.house_tag:
            require_tag("house_tag", self.house_tag)
        for receipt in self.receipts_named:
            parse_receipt(receipt)
        self._require_same_people()

    def _require_enough(self) -> None:
        require_place(self.katottg, self.position)
        require_party(self.needs)
        if (bool(self.phone_tags), self.no_phone, self.phone_sealed).count(True) != 1:
            raise InputError(
                "The request says neither a phone nor that there is none, or it says both.",
                'Give the tag of the number to ring, or tick "no phone".',
                field="phone_tags",
            )

        if self.phone_sealed and self.household is None:
            raise InputError(
                "The phone is said to be sealed, and nothing sealed was given.",
                "Seal the household with its number, or say that there is none.",
                field="household",
            )

    def _require_same_people(self) -> None:
        listed = Counter(person.mobility for person in self.people)
        if self.people and any(listed[kind] != self.needs.count(kind) for kind in MobilityClass):
            raise InputError(
                "The people listed are not the people counted.",
                "List everybody once, each as they move, or list nobody.",
                field="people",
            )


def require_place(katottg: str, position: LonLat | None) -> None:
    """Refuse a request without a place."""
    if not katottg and position is None:
        raise InputError("The request says no place.", "Give a KATOTTG code, a position, or both.", field="katottg")
    if katottg:
        require_katottg("katottg", katottg)
    if position is not None:
        require_lonlat("position", position)


def require_party(needs: Needs) -> None:
    """Refuse a party that no bus could take."""
    if needs.party_size > MOST_PEOPLE:
        raise InputError(
            "{people} people in one request are more than a bus takes: at most {most}.",
            "Correct the number, or write one request for each household.",
            field="needs",
            people=needs.party_size,
            most=MOST_PEOPLE,
        )
    if needs.carry_floors > MOST_FLOOR:
        raise InputError("There is no house with so many floors.", "Correct the number.", field="carry_floors")
    for field in ("over_100_kg", "belongings_kg", "belongings_l", "bulky", "pets"):
        if getattr(needs, field) > _MOST_THINGS:
            raise InputError("The number is too large.", "Correct the number.", field=field)


def require_floor(floor: int | None) -> None:
    """Refuse a floor that no house has."""
    if floor is not None and not -5 <= floor <= MOST_FLOOR:
        raise InputError("There is no house with such a floor.", "Correct the number.", field="floor")


def require_tags(field: str, tags: tuple[str, ...]) -> None:
    """Refuse tags that are none, or more than one household has phones."""
    if len(tags) > MOST_PHONES:
        raise InputError(
            "There are {count} tags, at most {most}.", "Keep those that are answered.", field=field,
            count=len(tags), most=MOST_PHONES,
        )  # fmt: skip
    for tag in tags:
        require_tag(field, tag)


_MOST_THINGS = 10_000
