"""Correcting a request: what was misheard, what changed since, what is known now."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.events import Asker
from openevac.domain.needs import Needs
from openevac.domain.places import LonLat, coarse
from openevac.domain.records import TagKind
from openevac.domain.requests import Priority
from openevac.domain.roles import Action
from openevac.domain.units import require_aware, require_in_order
from openevac.rules.confirmation import VerdictKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.sealed import SealedIn, keep_sealed
from openevac.services.requests.bait import hold_if_lure
from openevac.services.requests.finding import load_to_change, require_waiting, subject_of, touch
from openevac.services.requests.ground import UNKNOWN, ground_of
from openevac.services.requests.judging import verdict_of
from openevac.services.requests.new_request import (
    NewEvacuee,
    Noticed,
    require_floor,
    require_party,
    require_place,
    require_tags,
)
from openevac.services.requests.people import ChangedEvacuee, change_person, fit_people, keep_people, take_away
from openevac.services.requests.placing import place_columns
from openevac.services.requests.see_requests import needs_of
from openevac.services.requests.tagging import keep_tags, replace_tags
from openevac.services.requests.typed import require_reason, require_tag
from openevac.store.models import EvacuationRequest, Household
from openevac.vault.records import RecordKind

CLEARED: dict[str, dict[str, Any]] = {
    "position": {"lon": None, "lat": None, "cell": ""},
    "floor": {"floor": None},
    "lift": {"lift": None},
    "tw_early": {"tw_early": None},
    "tw_late": {"tw_late": None},
    "release_time": {"release_time": None},
    "care_bed_waived": {"care_bed_waived_by": ""},
}
"""What can be emptied again by name, and the columns behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequest:
    """What is to change; what is None stays. `cleared` names fields to be emptied: keys of CLEARED.

    `phone_tags` are all there are from now on; `added_phone_tags` come beside those that are there, also of repeats.
    `care_bed_waived`: the one who sends this decides that somebody who needs care goes without a care bed.
    """

    receipt: str
    reason: str
    version: int | None = None
    needs: Needs | None = None
    people: tuple[ChangedEvacuee, ...] = ()
    added: tuple[NewEvacuee, ...] = ()
    gone: tuple[str, ...] = ()
    asker: Asker | None = None
    katottg: str | None = None
    position: LonLat | None = None
    phone_tags: tuple[str, ...] | None = None
    added_phone_tags: tuple[str, ...] = ()
    house_tag: str | None = None
    coalition_tags: tuple[str, ...] | None = None
    household: SealedIn | None = None
    priority: Priority | None = None
    required: bool | None = None
    floor: int | None = None
    lift: bool | None = None
    tw_early: datetime | None = None
    tw_late: datetime | None = None
    release_time: datetime | None = None
    care_bed_waived: bool = False
    noticed: Noticed | None = None
    cleared: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_reason("reason", self.reason)
        if self.needs is not None:
            require_party(self.needs)
        if self.katottg is not None or self.position is not None:
            require_place(self.katottg or "", self.position)
        require_tags("phone_tags", self.phone_tags or ())
        require_tags("added_phone_tags", self.added_phone_tags)
        require_tags("coalition_tags", self.coalition_tags or ())
        if self.house_tag:
            require_tag("house_tag", self.house_tag)
        require_floor(self.floor)
        require_in_order("tw_early", self.tw_early, self.tw_late)
        require_aware("release_time", self.release_time)
        if not set(self.cleared) <= set(CLEARED):
            raise InputError(
                "Not every field that is to be emptied can be.",
                "Choose from: {fields}.",
                field="cleared",
                fields=", ".join(CLEARED),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The request after the change: its version, what the ladder says, and who owns its hold, if it is held."""

    receipt: str
    version: int
    verdict: VerdictKind
    evacuees: tuple[str, ...]
    held: bool
    hold_owner: str


def change_request(order: Order, asked: ChangeRequest) -> Changed:
    """Change a request that still waits; it is judged and looked at for bait anew."""
    return carry_out(order, Action.CHANGE_REQUEST, asked, Changed, _change)


def _change(doing: Doing, asked: ChangeRequest) -> Changed:
    request = load_to_change(doing, asked.receipt, asked.version)
    require_waiting(request)
    columns = _columns(doing, request, asked)
    for column, value in columns.items():
        setattr(request, column, value)
    require_place(request.katottg, None if request.lon is None else LonLat(request.lon, request.lat or 0.0))
    require_in_order("tw_early", request.tw_early, request.tw_late)
    before_km = request.front_km
    request.front_km = ground_of(doing.organisation.id, [request.katottg], doing.now).get(request.katottg, UNKNOWN).km
    _change_people(doing, request, asked)
    _change_tags(doing, request, asked)
    request.save(update_fields=(*columns, "front_km"))
    owner = hold_if_lure(doing, request, _closer_km(before_km, request.front_km))
    verdict = verdict_of(request, doing.now)
    request.verdict = verdict.kind.value
    touch(request, doing, "verdict")
    doing.say(
        subject_of(request),
        household=request.household_id,
        reason=asked.reason,
        changed=sorted(_named(asked)),
        held=bool(owner),
    )
    return Changed(
        receipt=request.receipt,
        version=request.version,
        verdict=verdict.kind,
        evacuees=tuple(request.household.evacuees.order_by("code").values_list("code", flat=True)),
        held=bool(owner),
        hold_owner=owner,
    )


def _columns(doing: Doing, request: EvacuationRequest, asked: ChangeRequest) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in asked.cleared:
        columns |= CLEARED[name]
    for name in ("asker", "priority", "required", "floor", "lift", "tw_early", "tw_late", "release_time"):
        if getattr(asked, name) is not None:
            columns[name] = getattr(asked, name)
    if asked.needs is not None:
        columns |= asdict(asked.needs)
    if asked.position is not None:
        columns |= place_columns(request.katottg, coarse(asked.position))
    if asked.katottg is not None:
        columns["katottg"] = asked.katottg
    if asked.care_bed_waived:
        columns["care_bed_waived_by"] = doing.actor.person
    if asked.noticed is not None:
        columns["lure_ticks"] = msgspec.to_builtins(asked.noticed)
    return columns


def _change_people(doing: Doing, request: EvacuationRequest, asked: ChangeRequest) -> None:
    household: Household = request.household
    for change in asked.people:
        change_person(doing, household, change)
    for code in asked.gone:
        take_away(doing, household, code)
    keep_people(doing, household, asked.added)
    if asked.needs is not None or asked.people or asked.gone or asked.added:
        fit_people(doing, household, needs_of(request))
    if asked.household is not None:
        before = household.identity
        household.identity = keep_sealed(doing, asked.household, RecordKind.HOUSEHOLD)
        household.save(update_fields=("identity",))
        if before is not None:
            before.delete()


def _change_tags(doing: Doing, request: EvacuationRequest, asked: ChangeRequest) -> None:
    if asked.phone_tags is not None:
        replace_tags(doing, request, TagKind.PHONE, asked.phone_tags)
    keep_tags(doing, request, TagKind.PHONE, asked.added_phone_tags)
    if asked.house_tag is not None:
        replace_tags(doing, request, TagKind.HOUSE, (asked.house_tag,) if asked.house_tag else ())
    if asked.coalition_tags is not None:
        replace_tags(doing, request, TagKind.COALITION, asked.coalition_tags)


def _closer_km(before: float | None, after: float | None) -> float:
    return 0.0 if before is None or after is None else max(0.0, before - after)


def _named(asked: ChangeRequest) -> set[str]:
    """Name what was changed: field names only, no values."""
    plain = ChangeRequest(receipt=asked.receipt, reason=asked.reason)
    names = set(ChangeRequest.__dataclass_fields__) - {"receipt", "reason", "version", "cleared"}
    return {name for name in names if getattr(asked, name) != getattr(plain, name)} | set(asked.cleared)
