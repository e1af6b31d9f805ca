"""What a phone fetches of the people of its mission, and what the desk sees of who lacks what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from openevac.domain.remarks import Fact, Remark
from openevac.domain.roles import Action
from openevac.rules.missions import OVER
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import Refused, not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.finding import mission_resource
from openevac.services.missions.mission_rows import running_of
from openevac.services.missions.packs import (
    CrewPhone,
    PackStanding,
    packs_of,
    phones_of,
    served_stops,
    standings,
    stops_to_give,
)
from openevac.store.models import Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class StopForPhone:
    """The people of one stop, sealed to the phone that asks. `stop`: the code they were sealed under.

    Where a newer version names the stop otherwise, `request` leads to it.
    """

    stop: str
    request: str
    sealed: bytes = field(repr=False)
    sealed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleForPhone:
    """What waits for one phone; `missing`: the stops of this version whose people it neither holds nor is given.

    `served`: the stops where all is done, which need no page of people any more.
    """

    mission: str
    version: int
    stops: tuple[StopForPhone, ...]
    missing: tuple[str, ...]
    served: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """One stop for one phone."""

    stop: str
    request: str
    standing: PackStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonePack:
    """One phone of the crew and where each stop stands for it. `recipient`: its public key, "" before it named one."""

    device: str
    person: str
    recipient: str
    lines: tuple[PackLine, ...]

    @property
    def missing(self) -> tuple[PackLine, ...]:
        """Give the stops that a client must seal for this phone."""
        return tuple(one for one in self.lines if one.standing is PackStanding.MISSING)

    @property
    def waiting(self) -> tuple[PackLine, ...]:
        """Give the stops that are sealed and that the phone has not said it holds."""
        return tuple(one for one in self.lines if one.standing is PackStanding.SEALED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackState:
    """What the phones of one version's crew hold. `lacks`: everything that is missing, in words; () when ready."""

    mission: str
    version: int
    phones: tuple[PhonePack, ...]
    lacks: tuple[Remark, ...]

    @property
    def to_seal(self) -> tuple[tuple[PackLine, tuple[PhonePack, ...]], ...]:
        """Give each stop that a client must open, with the phones that lack it and have named a key."""
        found: dict[str, tuple[PackLine, list[PhonePack]]] = {}
        for phone in self.phones:
            for line in phone.missing if phone.recipient else ():
                found.setdefault(line.stop, (line, []))[1].append(phone)
        return tuple((line, tuple(phones)) for line, phones in found.values())


def see_people_for_phone(asking: Asking, mission: str) -> PeopleForPhone:
    """Give the phone that asks what was sealed to it; a mission that is not its own reads as if there were none.

    The entry that says who was given what was written when a client opened the households and when they were kept;
    what is given here, only this one phone opens.
    """
    organisation, code = asking.who.organisation, parse_mission_code(mission)
    actor = allow_question(asking, Action.SEE_PACK, mission_resource(organisation, code))
    row = _running(organisation, code)
    phone = next((one for one in phones_of(row) if one.code == actor.device), None)
    if phone is None:
        raise Refused("Only a phone of this crew is given people.", "Open the crew app on the phone.", field="device")
    waiting = packs_of(row).filter(device=phone.id, recipient=phone.recipient, taken_at=None)
    waiting = waiting.filter(ends_at__gt=asking.clock.now(), stop__request__isnull=False)
    fields = ("stop__code", "stop__request__receipt", "sealed", "sealed_at")
    return PeopleForPhone(
        mission=row.code,
        version=row.version,
        stops=tuple(
            StopForPhone(stop=stop, request=request, sealed=bytes(sealed), sealed_at=at)
            for stop, request, sealed, at in waiting.order_by("stop__code").values_list(*fields)
        ),
        missing=tuple(line.stop for line in _pack(row, phone).missing),
        served=served_stops(row),
    )


def see_pack_state(asking: Asking, mission: str, version: int = 0) -> PackState:
    """Tell which phone of the crew lacks which stop; `version` 0 for the one on the road, else the newest."""
    organisation, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, mission_resource(organisation, code))
    row = _running(organisation, code, version)
    phones = tuple(_pack(row, phone) for phone in phones_of(row)) if row.status not in OVER else ()
    return PackState(mission=row.code, version=row.version, phones=phones, lacks=_lacks(row, phones))


def _running(organisation: str, code: str, version: int = 0) -> Mission:
    rows = list(Mission.objects.filter(organisation=organisation, code=code).order_by("-version"))
    row = next((one for one in rows if one.version == version), None) if version else running_of(rows)
    if row is None:
        raise not_found("mission", code)
    return row


def _pack(row: Mission, phone: CrewPhone) -> PhonePack:
    stops = stops_to_give(row)
    found = standings(row, (phone,), stops)
    return PhonePack(
        device=phone.code,
        person=phone.person,
        recipient=phone.recipient,
        lines=tuple(
            PackLine(stop=one.code, request=one.receipt, standing=found[phone.id, one.household]) for one in stops
        ),
    )


def _lacks(row: Mission, phones: tuple[PhonePack, ...]) -> tuple[Remark, ...]:
    """Name every missing piece: nothing is ready as long as one of these stands here."""
    if row.status in OVER:
        return ()
    found = []
    if not bytes(row.plan.body):
        found.append(Remark(text="The plan of this mission was blanked: no phone can be given its way."))
    if not phones:
        found.append(Remark(text="No phone of this crew is let in: it drives with paper."))
    for phone in phones:
        facts: dict[str, Fact] = {"device": phone.device}
        if phone.missing:
            facts["stops"] = ", ".join(one.stop for one in phone.missing)
            found.append(Remark(text="{device} lacks the people of {stops}.", facts=facts))
        if not phone.recipient:
            text = "{device} has named no key yet: open the app on it once, with a network."
            found.append(Remark(text=text, facts={"device": phone.device}))
        if phone.waiting:
            stops = ", ".join(one.stop for one in phone.waiting)
            text = "{device} has not fetched the people of {stops} yet: they lie sealed and wait."
            found.append(Remark(text=text, facts={"device": phone.device, "stops": stops}))
    return tuple(found)
