"""Keeping a request: its number, codes of people, what may be the same request, and whether it waits for a look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

import msgspec

from openevac.domain.places import coarse
from openevac.domain.receipts import parse_receipt, receipt_of
from openevac.domain.records import TagKind
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.rules.confirmation import VerdictKind
from openevac.rules.duplicates import RequestFacts
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.sealed import keep_sealed
from openevac.services.requests.bait import hold_if_new_lure
from openevac.services.requests.finding import subject_of
from openevac.services.requests.ground import UNKNOWN, ground_of
from openevac.services.requests.judging import first_verdict
from openevac.services.requests.new_request import RegisterRequest
from openevac.services.requests.people import keep_people, people_of_needs
from openevac.services.requests.placing import place_columns
from openevac.services.requests.similar import Similar, facts_of, similar_to
from openevac.services.requests.tagging import keep_first_tags
from openevac.store.models import EvacuationRequest, Household, Organisation
from openevac.vault.records import RecordKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the caller is told (`receipt`), what is written on cardboard (`evacuees`), and what is to be done next.

    `held`: the request waits for `hold_owner` to look at it; why is for coordinators only.
    """

    receipt: str
    version: int
    household: UUID
    evacuees: tuple[str, ...]
    verdict: VerdictKind
    say: Remark
    would_do: tuple[Remark, ...]
    similar: tuple[Similar, ...]
    held: bool
    hold_owner: str = ""


def register_request(order: Order, asked: RegisterRequest) -> Registered:
    """Keep a request and give its number; nothing is asked that was not given."""
    return carry_out(order, Action.REGISTER_REQUEST, asked, Registered, _change)


def _change(doing: Doing, asked: RegisterRequest) -> Registered:
    doing.require(Resource(kind=ResourceKind.REQUEST, organisation=doing.organisation.id))
    receipt = next_receipt(doing)
    household = Household.objects.create(
        organisation=doing.organisation,
        identity=keep_sealed(doing, asked.household, RecordKind.HOUSEHOLD) if asked.household else None,
        created_at=doing.now,
    )
    codes = keep_people(doing, household, asked.people or people_of_needs(asked.needs))
    # Asked for once: verdict, lure and row rest on the same word about the place.
    ground = ground_of(doing.organisation.id, [asked.katottg], doing.now).get(asked.katottg, UNKNOWN)
    verdict = first_verdict(ground, doing.now)
    request = EvacuationRequest.objects.create(
        organisation=doing.organisation,
        household=household,
        receipt=receipt,
        front_km=ground.km,
        verdict=verdict.kind.value,
        **_columns(doing, asked),
    )
    tags = _tags(asked)
    keep_first_tags(doing, request, tags)
    owner = hold_if_new_lure(doing, request, ground)
    similar = similar_to(doing.organisation.id, _facts(request, tags, asked.receipts_named))
    doing.say(
        subject_of(request),
        household=household.id,
        people=asked.needs.party_size,
        place=asked.katottg,
        channel=asked.channel.value,
        held=bool(owner),
        similar=[one.receipt for one in similar if not one.weak],
    )
    return Registered(
        receipt=receipt,
        version=request.version,
        household=household.id,
        evacuees=codes,
        verdict=verdict.kind,
        say=verdict.reason,
        would_do=verdict.would_do,
        similar=similar,
        held=bool(owner),
        hold_owner=owner,
    )


def next_receipt(doing: Doing) -> str:
    """Take the next number; the organisation's row is locked first, so no two requests ever get the same."""
    ours = Organisation.objects.filter(id=doing.organisation.id)
    number = ours.select_for_update(no_key=True).values_list("next_receipt", flat=True).get()
    ours.update(next_receipt=number + 1)
    return receipt_of(number)


def _columns(doing: Doing, asked: RegisterRequest) -> dict[str, object]:
    position = None if asked.position is None else coarse(asked.position)
    return {
        **asdict(asked.needs),
        **place_columns(asked.katottg, position),
        "channel": asked.channel.value,
        "asker": asked.asker.value,
        "received_at": _received_at(asked.received_at, doing.now),
        "registered_by": doing.actor.person,
        "floor": asked.floor,
        "lift": asked.lift,
        "priority": asked.priority.value,
        "required": asked.required,
        "tw_early": asked.tw_early,
        "tw_late": asked.tw_late,
        "release_time": asked.release_time,
        "lure_ticks": msgspec.to_builtins(asked.noticed),
        "changed_at": doing.now,
    }


def _received_at(said: datetime | None, now: datetime) -> datetime:
    """Give since when they wait; a time to come is a wrong clock, and nobody waits less for it."""
    return now if said is None else min(said, now)


def _tags(asked: RegisterRequest) -> dict[TagKind, set[str]]:
    return {
        TagKind.PHONE: set(asked.phone_tags),
        TagKind.HOUSE: {asked.house_tag} if asked.house_tag else set(),
        TagKind.COALITION: set(asked.coalition_tags),
    }


def _facts(request: EvacuationRequest, tags: dict[TagKind, set[str]], named: Iterable[str]) -> RequestFacts:
    facts = facts_of(request, tags)
    return replace(facts, receipts=facts.receipts | {parse_receipt(one) for one in named})
