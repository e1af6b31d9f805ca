"""A request as somebody told it, sealed: what is planned with stays readable, names and doors go under seal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openevac.cli.client.sealing import seal_identity
from openevac.cli.client.unlocking import Unlocked, require_tag_key
from openevac.domain.errors import InputError
from openevac.domain.events import Channel
from openevac.domain.places import coarse
from openevac.domain.remarks import Remark
from openevac.feeds.intake import IntakeRow
from openevac.vault.identities import EvacueeIdentity, HouseholdIdentity, read_record
from openevac.vault.records import RecordKind

if TYPE_CHECKING:
    from openevac.services.requests.new_request import NewEvacuee, Noticed, RegisterRequest


def seal_request(
    unlocked: Unlocked,
    row: IntakeRow,
    channel: Channel,
    *,
    floor: int | None = None,
    lift: bool | None = None,
    receipts: tuple[str, ...] = (),
    noticed: Noticed | None = None,
) -> tuple[RegisterRequest, tuple[Remark, ...]]:
    """Seal one request that was read from cells; the remarks say what had to be taken out of the words."""
    from openevac.services.requests.new_request import Noticed as Ticks
    from openevac.services.requests.new_request import RegisterRequest

    if row.faults or row.needs is None:
        raise row.faults[0] if row.faults else _nobody()
    if row.phones:
        require_tag_key(unlocked)
    household, cleaned = _household(row)
    people, more = _people(unlocked, row)
    request = RegisterRequest(
        needs=row.needs,
        channel=channel,
        asker=row.asker,
        katottg=row.katottg,
        position=coarse(row.position) if row.position else None,
        phone_tags=tuple(unlocked.keyring.phone_tag(phone) for phone in row.phones),
        no_phone=not row.phones,
        house_tag=_house_tag(unlocked, row),
        receipts_named=receipts,
        household=seal_identity(unlocked, RecordKind.HOUSEHOLD, household) if household != _EMPTY else None,
        people=people,
        priority=row.priority,
        required=row.required,
        floor=floor,
        lift=lift,
        tw_early=row.tw_early,
        tw_late=row.tw_late,
        release_time=row.release_time,
        received_at=row.received_at,
        noticed=noticed or Ticks(),
    )
    return request, (*cleaned, *more)


_EMPTY = HouseholdIdentity()


def _household(row: IntakeRow) -> tuple[HouseholdIdentity, tuple[Remark, ...]]:
    """Gather the words of the household. The name of one among several belongs to nobody certain: it goes into it."""
    said = {name: _text(row, name) for name in ("told_by", "name", "health", "note", "address", "street", "house")}
    alone = _is_one_person(row)
    notes = [said["note"], said["address"]]
    if not alone:
        notes += [said["health"], said["name"] if said["told_by"] else ""]
    whose = row.identity.get("whose", [])
    if whose:
        notes.append("; ".join(f"{phone} {who}" for phone, who in zip(row.phones, whose, strict=False) if who))
    tree: dict[str, Any] = {
        "asker": said["told_by"] or ("" if alone else said["name"]),
        "phones": row.phones,
        "street": said["street"],
        "house": said["house"],
        "flat": _text(row, "flat"),
        "note": "\n".join(note for note in notes if note),
    }
    pin = _text(row, "pin")
    if pin:
        tree["pin"] = [float(part) for part in pin.split(",")]
    return read_record(tree, HouseholdIdentity)


def _people(unlocked: Unlocked, row: IntakeRow) -> tuple[tuple[NewEvacuee, ...], tuple[Remark, ...]]:
    """Give the one person who has a name of their own; several people stay as they were counted."""
    from dataclasses import replace

    from openevac.services.requests.people import people_of_needs

    words = {name: _text(row, name) for name in ("name", "health")}
    if row.needs is None or not _is_one_person(row) or not any(words.values()):
        return (), ()
    identity, remarks = read_record(words, EvacueeIdentity)
    (person,) = people_of_needs(row.needs)
    return (replace(person, identity=seal_identity(unlocked, RecordKind.EVACUEE, identity)),), remarks


def _is_one_person(row: IntakeRow) -> bool:
    return row.needs is not None and row.needs.party_size == 1


def _house_tag(unlocked: Unlocked, row: IntakeRow) -> str:
    """Give the tag of the dwelling where there is a street and a number; without them whole streets would match."""
    street, house = _text(row, "street"), _text(row, "house")
    numbered = any(sign.isdigit() for sign in house)
    if not (row.katottg and street and numbered and unlocked.keyring.has_tag_key):
        return ""
    return unlocked.keyring.house_tag(row.katottg, street, house, _text(row, "flat"))


def _text(row: IntakeRow, name: str) -> str:
    said = row.identity.get(name, "")
    return said if isinstance(said, str) else "; ".join(said)


def _nobody() -> InputError:
    return InputError("Nobody has said how many people travel.", "Type a number.", field="people")
