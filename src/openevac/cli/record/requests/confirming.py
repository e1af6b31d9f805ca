"""`openevac request confirm`: adding a sign that a request is true, or saying that no further sign can be had."""

from __future__ import annotations

from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer, remarks
from openevac.cli.record.given import Number, Said, hour_or_none
from openevac.cli.record.typing_in import ask_line
from openevac.domain.errors import InputError
from openevac.domain.events import Channel, ConfirmationKind


def confirm(
    context: typer.Context,
    number: Number,
    sign: Annotated[
        ConfirmationKind | None,
        typer.Option("--sign", metavar="SIGN", help="Which sign: call_back, community_list ..."),
    ] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="WORDS", help="On whose word: a code or an office, never a name.")
    ] = "",
    channel: Annotated[Channel, typer.Option("--channel", metavar="HOW", help="How the word came.")] = Channel.PHONE,
    at: Said = "",
    line: Annotated[
        bool, typer.Option("--line", help="Ask for the phone it came over; only its keyed tag is kept.")
    ] = False,
    no_more: Annotated[bool, typer.Option("--no-more", help="No further sign can be had.")] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Add a sign that a request is true; the ladder says what it makes of it."""
    from openevac.domain.phones import phone_number
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request

    if sign is None and not no_more:
        raise InputError(
            "There is no sign to add.", "Choose one after --sign: {signs}; or say --no-more.",
            field="--sign", signs=", ".join(ConfirmationKind),
        )  # fmt: skip
    with acting(context, code, machine=machine) as me:
        tag = ""
        if line:
            phone = phone_number(ask_line(me.session, "The phone the word came over"))
            tag = me.keys.keyring.phone_tag(phone) if phone else ""
        given = None if sign is None else Sign(
            kind=sign, source=source, channel=channel, at=hour_or_none(at, "--at"), line_tag=tag
        )  # fmt: skip
        judged = confirm_request(me.order(), ConfirmRequest(receipt=number, sign=given, no_more_possible=no_more))
        if answer(
            me.session, judged, "{receipt}: {verdict}", "bold",
            receipt=judged.receipt, verdict=me.session.words.word(judged.verdict),
        ):  # fmt: skip
            me.session.remark(judged.say)
            remarks(me.session, judged.would_do)
            remarks(me.session, judged.set_aside)
