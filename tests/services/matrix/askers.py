"""Everybody who may ask: people of every role, phones, badges, partners, the worker, and those who have no right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from openevac.domain.roles import Role
from tests.services.cast import PEOPLE

if TYPE_CHECKING:
    from openevac.services.kernel.who import Who

OURS = "dopomoha"
THEIRS = "susidy"
MORE_PEOPLE: dict[str, tuple[Role, ...]] = {
    "halyna": (Role.SHIFT_LEAD,),
    "petro": (Role.CREW,),
    "nazar": (Role.NOTIFIER,),
}
"""Roles that nobody of the cast has alone: a lead who is no coordinator, a crew member without a mission."""
RIDES = {"stepan": "own", "sashko": "own", "roman": "other"}
"""Who rides on which of the two missions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody who asks: under which kind and code, with which roles, riding on which mission.

    `known`: somebody is known under this code; `revoked`: their access was taken back.
    """

    name: str
    kind: str
    code: str
    roles: frozenset[Role]
    organisation: str = OURS
    rides: str = ""
    known: bool = True
    revoked: bool = False

    @property
    def who(self) -> Who:
        """Give the asker as a face hands them over."""
        from openevac.services.kernel.who import Who, WhoKind

        return Who(kind=WhoKind(self.kind), organisation=self.organisation, code=self.code)


def askers() -> tuple[Asker, ...]:
    """Give everybody who asks in our organisation."""
    people = [
        Asker(name=code, kind="person", code=code, roles=frozenset(roles), rides=RIDES.get(code, ""))
        for code, roles in (PEOPLE | MORE_PEOPLE).items()
    ]
    phones = [
        Asker(name=f"phone of {one.code}", kind="device", code=f"phone-{one.code}", roles=one.roles, rides=one.rides)
        for one in people
        if one.code in {"sashko", "roman"}
    ]
    nobody: frozenset[Role] = frozenset()
    others = [
        Asker(name="badge of today", kind="badge", code="znachok", roles=frozenset({Role.DAY_BADGE})),
        Asker(name="partner", kind="partner", code="proliska", roles=frozenset({Role.PARTNER})),
        Asker(name="worker", kind="worker", code="worker", roles=frozenset({Role.WORKER})),
        Asker(name="who left", kind="person", code="vasyl", roles=frozenset(PEOPLE_ROLES), revoked=True),
        Asker(name="badge of yesterday", kind="badge", code="vchora", roles=nobody, known=False),
        Asker(name="badge taken back", kind="badge", code="zabranyi", roles=nobody, known=False),
        Asker(name="lost phone", kind="device", code="phone-lost", roles=nobody, known=False),
        Asker(name="partner that left", kind="partner", code="kolyshni", roles=nobody, known=False),
        Asker(name="outsider", kind="person", code="nikhto", roles=nobody, known=False),
    ]
    return (*people, *phones, *others)


def neighbours() -> tuple[Asker, ...]:
    """Give people of the other organisation, who type our codes at their own desk."""
    return tuple(
        Asker(name=f"{code} next door", kind="person", code=code, roles=frozenset(PEOPLE[code]), organisation=THEIRS)
        for code in ("olena", "kateryna", "liudmyla", "stepan", "raisa", "dmytro", "zoia")
    )


PEOPLE_ROLES = {role for roles in PEOPLE.values() for role in roles}


def seat_askers() -> None:
    """Put everybody who is not of the cast into the record."""
    from openevac.services.kernel.who import local_day
    from openevac.store.models import Badge, Device, Partner, Person
    from tests.services.cast import TestClock

    now = TestClock().now()
    ours = {"organisation_id": OURS}
    for code, roles in MORE_PEOPLE.items():
        Person.objects.create(**ours, code=code, roles=[role.value for role in roles], created_at=now)
    everything = [role.value for role in PEOPLE_ROLES]
    Person.objects.create(**ours, code="vasyl", roles=everything, created_at=now, revoked_at=now)
    for code, holder, gone in (
        ("phone-sashko", "sashko", None),
        ("phone-roman", "roman", None),
        ("phone-lost", "stepan", now),
    ):
        person = Person.objects.get(**ours, code=holder)
        Device.objects.create(
            **ours, code=code, kind="crew_phone", token=code, person=person, enrolled_at=now, revoked_at=gone
        )
    lead, today = Person.objects.get(**ours, code="liudmyla"), local_day(now)
    for code, day, gone in (
        ("znachok", today, None),
        ("vchora", today - timedelta(days=1), None),
        ("zabranyi", today, now),
    ):
        Badge.objects.create(**ours, code=code, day=day, recipient="age1x", issued_by=lead, revoked_at=gone)
    for code, gone in (("proliska", None), ("kolyshni", now)):
        Partner.objects.create(**ours, code=code, token=code, added_at=now, revoked_at=gone)
