"""Somebody who arrives, as the desk of the transit centre writes them down."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.evacuee_codes import parse_code
from openevac.domain.events import ArrivedBy
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.people import AgeBand, Sex
from openevac.services.kernel.sealed import SealedIn

MOST_AT_ONCE = 60
"""A busload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """What somebody needs tonight. Papers: that they are to be restored, never which or where."""

    doctor: bool = False
    talk: bool = False
    papers: bool = False
    relatives: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivingPerson:
    """One person. `code`: from their cardboard, empty for who came without. `identity`: name as told, sealed.

    `badge_wraps`: the record's key for today's badges, by badge code, made by the client that sealed it.
    """

    code: str = ""
    mobility: MobilityClass = MobilityClass.WALKS
    age_band: AgeBand = AgeBand.UNKNOWN
    sex: Sex = Sex.NOT_SAID
    bed: BedKind = BedKind.ORDINARY
    tonight: Tonight = Tonight()
    identity: SealedIn | None = None
    badge_wraps: dict[str, bytes] | None = None

    def __post_init__(self) -> None:
        if self.code:
            parse_code(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterArrival:
    """People who arrived together. `driver`: the bare number of a driver without an account, sealed, to be told."""

    shelter: str
    arrived_by: ArrivedBy
    people: tuple[ArrivingPerson, ...]
    driver: SealedIn | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.people) <= MOST_AT_ONCE:
            raise InputError(
                "Nobody arrived, or more than a busload at once.",
                "Register 1 to {most} people at a time.",
                field="people",
                most=MOST_AT_ONCE,
            )
        codes = [parse_code(person.code) for person in self.people if person.code]
        if len(set(codes)) != len(codes):
            raise InputError("One cardboard code stands twice.", "Register each person once.", field="people")
