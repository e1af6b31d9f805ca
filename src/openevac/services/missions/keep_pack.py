"""Keeping the people of stops as a client sealed them to the phones of a crew; nobody here can open them."""

from __future__ import annotations

from dataclasses import dataclass, field

from openevac.domain.errors import InputError
from openevac.domain.roles import Action
from openevac.rules.missions import OVER
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, Refused, not_found
from openevac.services.missions.finding import all_versions
from openevac.services.missions.packs import LIVES_AFTER_RETURN, CrewPhone, StopToGive, phones_of, stops_to_give
from openevac.store.models import Mission, PackStop

SEALED_BY_AGE = b"age-encryption.org/v1\n"
LARGEST_BYTES = 65_536
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedStop:
    """The people of one stop, sealed by a client to the key that one phone named."""

    stop: str
    device: str
    recipient: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPack:
    """What was sealed for the phones of one version of a mission."""

    mission: str
    version: int
    stops: tuple[SealedStop, ...]

    def __post_init__(self) -> None:
        if not self.stops or len(self.stops) > MOST_AT_ONCE:
            raise InputError(
                "{count} sealed stops cannot be kept at once: at least one, at most {most}.",
                "Give them to the phones in several parts.",
                field="stops",
                count=len(self.stops),
                most=MOST_AT_ONCE,
            )
        for one in self.stops:
            if not one.sealed.startswith(SEALED_BY_AGE) or len(one.sealed) > LARGEST_BYTES:
                raise InputError(
                    "The people of {stop} were not sealed.", "Load the page again, and give them again.",
                    field="stops", stop=one.stop,
                )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PackKept:
    """Which stops now wait for which phones."""

    mission: str
    version: int
    stops: tuple[str, ...]
    devices: tuple[str, ...]


def keep_pack(order: Order, asked: KeepPack) -> PackKept:
    """Keep sealed stops until the phones fetch them; what was sealed for the same stop and phone before is replaced."""
    return carry_out(order, Action.KEEP_PACK, asked, PackKept, _keep)


def _keep(doing: Doing, asked: KeepPack) -> PackKept:
    row = _version(all_versions(doing, asked.mission), asked)
    phones = {phone.code: phone for phone in phones_of(row)}
    stops = {stop.code: stop for stop in stops_to_give(row)}
    for one in asked.stops:
        if one.stop not in stops:
            raise not_found("stop", one.stop)
        if one.device not in phones:
            raise not_found("device", one.device)
        _keep_stop(doing, row, one, stops[one.stop], phones[one.device])
    kept = PackKept(
        mission=row.code,
        version=row.version,
        stops=tuple(sorted({one.stop for one in asked.stops})),
        devices=tuple(sorted({one.device for one in asked.stops})),
    )
    doing.say(f"mission:{row.code}", version=row.version, stops=list(kept.stops), devices=list(kept.devices))
    return kept


def _version(rows: list[Mission], asked: KeepPack) -> Mission:
    row = next((one for one in rows if one.version == asked.version), None)
    if row is None:
        raise not_found("version", str(asked.version))
    if not row.approved_by or row.status in OVER:
        raise Refused(
            "People are given to phones after the coordinator's yes, and until the mission is over.",
            "Say yes to this version first, or look at the newest one.",
            field="mission",
        )
    return row


def _keep_stop(doing: Doing, row: Mission, one: SealedStop, stop: StopToGive, phone: CrewPhone) -> None:
    if not phone.recipient or one.recipient != phone.recipient:
        raise Conflict(
            "The phone {device} has named another key meanwhile.",
            "Load the page again, and give the people again.",
            field="device",
            device=phone.code,
        )
    ends_at = row.returns_at + LIVES_AFTER_RETURN
    if ends_at <= doing.now:
        raise Refused(
            "The planned return is so long ago that no phone may hold people of this mission any more.",
            "Build the mission again, then give them.",
            field="mission",
        )
    PackStop.objects.update_or_create(
        stop_id=stop.id,
        device_id=phone.id,
        defaults={
            "organisation": doing.organisation, "mission": row, "household_id": stop.household,
            "recipient": one.recipient, "sealed": one.sealed, "sealed_at": doing.now,
            "sealed_by": doing.actor.person, "taken_at": None, "ends_at": ends_at,
        },
    )  # fmt: skip
