"""`openevac request change`: adding a phone that was learned later, and correcting what was misheard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer
from openevac.cli.record.given import Number, Why
from openevac.cli.record.typing_in import ask_line
from openevac.domain.errors import InputError
from openevac.domain.requests import Priority

if TYPE_CHECKING:
    from openevac.services.requests.change_request import ChangeRequest
    from openevac.vault.identities import HouseholdIdentity


def change(
    context: typer.Context,
    number: Number,
    phone: Annotated[
        bool, typer.Option("--phone", help="Ask for one more phone; it is sealed, and its tag finds repeats.")
    ] = False,
    priority: Annotated[
        Priority | None, typer.Option("--priority", metavar="TURN", help="urgent, first or planned.")
    ] = None,
    floor: Annotated[int | None, typer.Option("--floor", metavar="N", help="The floor they live on.")] = None,
    lift: Annotated[bool | None, typer.Option("--lift/--no-lift", help="Whether a lift works.")] = None,
    why: Why = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Correct a request that waits: one more phone, its turn, the floor. It is judged anew at once."""
    from openevac.services.requests.change_request import ChangeRequest, change_request

    if not phone and priority is None and floor is None and lift is None:
        raise InputError(
            "There is nothing to change.", "Name it: --phone, --priority, --floor or --lift.", field="request"
        )
    with acting(context, code, machine=machine) as me:
        asked = ChangeRequest(
            receipt=number, reason=why or me.session.words.say("told later"), priority=priority, floor=floor, lift=lift
        )  # fmt: skip
        done = change_request(me.order(), _with_phone(me, number, asked) if phone else asked)
        if answer(me.session, done, "{receipt} is changed.", "bold", receipt=done.receipt):
            me.session.say("{verdict}", verdict=me.session.words.word(done.verdict))
            if done.held:
                me.session.warn("It waits for {owner} to look at it.", owner=done.hold_owner)


def opened_household(me: Acting, number: str) -> HouseholdIdentity:
    """Open the door and the numbers of a request, empty where nothing is sealed; the ledger keeps that it was done."""
    from openevac.cli.client.sealing import open_identity
    from openevac.services.requests.open_household import OpenHousehold, open_household
    from openevac.vault.identities import HouseholdIdentity

    sealed = open_household(me.order(), OpenHousehold(receipt=number)).household
    return open_identity(me.keys, sealed, HouseholdIdentity) if sealed else HouseholdIdentity()


def _with_phone(me: Acting, number: str, asked: ChangeRequest) -> ChangeRequest:
    """Seal the household anew with one more phone, and add the phone's tag beside those that are there."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.cli.client.unlocking import require_tag_key
    from openevac.domain.phones import phone_number
    from openevac.vault.records import RecordKind

    require_tag_key(me.keys)
    phone = phone_number(ask_line(me.session, "The phone to add"))
    if phone is None:
        raise InputError("There is no phone to add.", "Type the number.", field="phones")
    before = opened_household(me, number)
    after = replace(before, phones=tuple(dict.fromkeys((*before.phones, phone))))
    return replace(
        asked,
        household=seal_identity(me.keys, RecordKind.HOUSEHOLD, after),
        added_phone_tags=(me.keys.keyring.phone_tag(phone),),
    )
