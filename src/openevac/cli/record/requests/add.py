"""`openevac request add`: taking one request down, from a conversation or from flags and a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer, remarks
from openevac.cli.record.requests.cells import placed, read_receipts, read_typed, read_words, reader_of, require_good
from openevac.cli.record.requests.ground import Places, places_of
from openevac.cli.record.requests.interview import interview
from openevac.cli.record.requests.telling import tell_similar
from openevac.domain.errors import InputError
from openevac.domain.events import Channel

if TYPE_CHECKING:
    from openevac.feeds.intake import IntakeRow
    from openevac.services.requests.register_request import Registered

Place = Annotated[str, typer.Option("--place", metavar="PLACE", help="A village or town, or its KATOTTG code.")]


def add(
    context: typer.Context,
    place: Place = "",
    people: Annotated[int | None, typer.Option("--people", metavar="N", min=1, help="How many people go.")] = None,
    with_help: Annotated[int, typer.Option("--with-help", metavar="N", min=0, help="Of them walk with help.")] = 0,
    wheelchairs: Annotated[int, typer.Option("--wheelchairs", metavar="N", min=0, help="Of them in wheelchairs.")] = 0,
    lying: Annotated[int, typer.Option("--lying", metavar="N", min=0, help="Of them lying.")] = 0,
    pets: Annotated[int, typer.Option("--pets", metavar="N", min=0, help="Animals.")] = 0,
    carry_floors: Annotated[
        int, typer.Option("--carry-floors", metavar="N", min=0, help="Floors to carry without a lift.")
    ] = 0,
    floor: Annotated[int | None, typer.Option("--floor", metavar="N", help="The floor they live on.")] = None,
    lift: Annotated[bool | None, typer.Option("--lift/--no-lift", help="Whether a lift works.")] = None,
    priority: Annotated[str, typer.Option("--priority", metavar="TURN", help="urgent, first or planned.")] = "",
    asker: Annotated[
        str, typer.Option("--asker", metavar="WHO", help="self, relative, neighbour, community or service.")
    ] = "",
    channel: Annotated[Channel, typer.Option("--channel", metavar="HOW", help="How they reached us.")] = Channel.PHONE,
    no_phone: Annotated[bool, typer.Option("--no-phone", help="There is no phone to ring.")] = False,
    names: Annotated[
        str,
        typer.Option("--names", metavar="FILE", help="Lines like `name: ...`, `phones: ...`; - is standard input."),
    ] = "",
    receipt: Annotated[
        list[str] | None, typer.Option("--receipt", metavar="NUMBER", help="An earlier number the caller read out.")
    ] = None,
    code: As = "",
    machine: Json = False,
) -> None:
    """Take a request down. Without flags it asks, in the order of the call.

    Names, phones and doors are typed when asked or stand in the file of --names, never in flags: flags end up in the
    history of the shell.
    """
    flags = {
        "place": place, "people": _said(people), "walks_with_help": _said(with_help), "wheelchairs": _said(wheelchairs),
        "stretchers": _said(lying), "pets": _said(pets), "carry_floors": _said(carry_floors), "priority": priority,
        "asker": asker, "phones": "немає" if no_phone else "",
    }  # fmt: skip
    typed = {name: text for name, text in flags.items() if text}
    _require_no_door(place)
    with acting(context, code, machine=machine) as me:
        places = places_of(me)
        row = _row(me, places, typed, names)
        _keep(me, places, row, channel, floor=floor, lift=lift, receipts=read_receipts(receipt or ()))


def _row(me: Acting, places: Places, typed: dict[str, str], names: str) -> IntakeRow:
    """Read the request: flags and file are enough together, or the conversation asks for what is missing."""
    reader = reader_of(places.ground, datetime.now(UTC))
    if names:
        typed = {**typed, **read_words(names)}
    enough = {"place", "people"} <= set(typed) and (names or "phones" in typed)
    if not enough:
        typed = interview(me.session, reader, typed, lambda row: _look_for_repeats(me, places, row))
    row = read_typed(reader, typed)
    require_good(row)
    return row


def _look_for_repeats(me: Acting, places: Places, row: IntakeRow) -> None:
    from openevac.cli.client.unlocking import require_tag_key
    from openevac.services.requests.find_similar import TypedSoFar, find_similar

    if row.phones:
        require_tag_key(me.keys)
    tags = tuple(me.keys.keyring.phone_tag(phone) for phone in row.phones)
    found = find_similar(
        me.asking(),
        TypedSoFar(
            katottg=row.katottg,
            position=row.position,
            phone_tags=tags,
            people=row.needs.party_size if row.needs else 0,
        ),
    )
    tell_similar(me.session, places, found)


def _keep(
    me: Acting, places: Places, row: IntakeRow, channel: Channel, *,
    floor: int | None, lift: bool | None, receipts: tuple[str, ...],
) -> None:  # fmt: skip
    from openevac.cli.client.household import seal_request
    from openevac.services.requests.register_request import register_request

    request, cleaned = seal_request(me.keys, row, channel, floor=floor, lift=lift, receipts=receipts)
    for one in cleaned:
        me.session.warn(one.text, **one.facts)
    kept = register_request(me.order(), request)
    if answer(me.session, kept, "Kept as {receipt}. Read it back to the caller.", "bold", receipt=kept.receipt):
        _tell(me, places, kept)


def _tell(me: Acting, places: Places, kept: Registered) -> None:
    session = me.session
    session.say("Codes for the cardboard: {codes}", codes=", ".join(kept.evacuees))
    session.remark(kept.say)
    remarks(session, kept.would_do)
    if kept.held:
        session.warn("It waits for {owner} to look at it.", owner=kept.hold_owner)
    tell_similar(session, places, kept.similar)


def _require_no_door(place: str) -> None:
    """Refuse a position among the flags: it is somebody's door, and flags end up in the history of the shell."""
    if {"lon", "katottg"} & set(placed({"place": place})) == {"lon"}:
        raise InputError(
            "A position is somebody's door and must not stand in the history of the shell.",
            "Leave --place out and type it when asked, or write `place: ...` into the file of --names.",
            field="--place",
        )


def _said(count: int | None) -> str:
    return str(count) if count else ""
