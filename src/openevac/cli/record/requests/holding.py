"""`openevac request hold` and `request release`: a hold has an owner and a clock, and ends with a decision."""

from __future__ import annotations

from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer
from openevac.cli.record.given import Number, Why
from openevac.domain.records import HoldReason

Reason = Annotated[
    HoldReason,
    typer.Option(
        "--reason",
        metavar="WORD",
        help="not_confirmed, lure_signs, maybe_duplicate, address_unclear or asked_by_person.",
    ),
]


def hold(
    context: typer.Context,
    number: Number,
    reason: Reason,
    why: Why = "",
    owner: Annotated[str, typer.Option("--owner", metavar="CODE", help="Who answers for it; else who leads.")] = "",
    take: Annotated[bool, typer.Option("--take", help="Say “I have it” of a hold that rings.")] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Put a request on hold, or take a hold over. Its turn stays; a hold is never a refusal."""
    from openevac.services.requests.hold import HoldRequest, TakeHold, take_hold
    from openevac.services.requests.hold import hold as put_on_hold

    with acting(context, code, machine=machine) as me:
        if take:
            held = take_hold(me.order(), TakeHold(receipt=number, reason=reason))
        else:
            held = put_on_hold(me.order(), HoldRequest(receipt=number, reason=reason, why=why, owner=owner))
        answer(
            me.session, held, "{receipt} is on hold: {reason}. {owner} answers for it; it rings {at}.",
            receipt=held.receipt, reason=me.session.words.word(held.reason), owner=held.owner, at=held.rings_at,
        )  # fmt: skip


def release(
    context: typer.Context,
    number: Number,
    reason: Reason,
    why: Why = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """End a hold with a decision in words; the request stands where it stood."""
    from openevac.services.requests.release_hold import ReleaseHold, release_hold

    with acting(context, code, machine=machine) as me:
        done = release_hold(me.order(), ReleaseHold(receipt=number, reason=reason, outcome=why))
        if answer(me.session, done, "{receipt} is released.", receipt=done.receipt) and done.still_held:
            still = ", ".join(me.session.words.word(one) for one in done.still_held)
            me.session.warn("It is still held: {reasons}.", reasons=still)
