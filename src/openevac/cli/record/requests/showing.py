"""`openevac request show`: one request with people, signs, holds and history; names only where they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import headed, moment, remarks, word
from openevac.cli.record.given import Number
from openevac.cli.record.requests.ground import places_of
from openevac.cli.record.requests.telling import tell_lines
from openevac.cli.session import Session

if TYPE_CHECKING:
    from openevac.services.requests.see_request import RequestSeen


def show(
    context: typer.Context,
    number: Number,
    names: Annotated[
        bool, typer.Option("--names", help="Open names, phones and the door too; the ledger keeps that you did.")
    ] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Show one request: people, signs, holds, repeats, and who did what when."""
    from openevac.services.requests.see_request import see_request

    with acting(context, code, machine=machine) as me:
        opened = _open(me, number) if names else None
        seen = see_request(me.asking(), number)
        if machine:
            me.session.print_json({"request": seen} | ({"names": opened} if opened is not None else {}))
            return
        tell_lines(me.session, places_of(me), [seen.line])
        _tell_where_it_stands(me.session, seen)
        _tell_people(me.session, seen)
        _tell_signs(me.session, seen)
        _tell_history(me.session, seen)
        if opened is not None:
            _tell_names(me.session, opened)


def _open(me: Acting, number: str) -> dict[str, Any]:
    """Open the household for eyes at this terminal; the entry in the ledger is written before anything is given."""
    from openevac.cli.client.sealing import open_identity
    from openevac.services.requests.open_household import OpenHousehold, open_household
    from openevac.vault.identities import EvacueeIdentity, HouseholdIdentity

    keys = me.keys
    sealed = open_household(me.order(), OpenHousehold(receipt=number))
    household = open_identity(keys, sealed.household, HouseholdIdentity) if sealed.household else None
    people = {code: open_identity(keys, one, EvacueeIdentity) for code, one in sealed.people.items()}
    if sealed.alarmed:
        me.session.warn("You opened many names within an hour; the coordinator is told.")
    return {"household": household, "people": people}


def _tell_where_it_stands(session: Session, seen: RequestSeen) -> None:
    session.remark(seen.line.say)
    remarks(session, seen.line.would_do)
    remarks(session, seen.set_aside)
    if seen.repeats:
        session.say("Repeated calls: {receipts}", receipts=", ".join(seen.repeats))
    if seen.line.linked_to:
        session.say("This is a repeat of {receipt}.", receipt=seen.line.linked_to)
    for hold in seen.holds:
        if hold.released_at is None:
            session.warn(
                "On hold: {reason}. {owner} answers for it; it rings {at}.",
                reason=session.words.word(hold.reason), owner=hold.owner, at=session.words.moment(hold.rings_at),
            )  # fmt: skip
            remarks(session, hold.signs)


def _tell_people(session: Session, seen: RequestSeen) -> None:
    rows = [
        [
            one.code, word(session, one.mobility), word(session, one.age_band), word(session, one.bed),
            word(session, one.status), session.words.say("sealed") if one.has_identity else "",
        ]
        for one in seen.people
    ]  # fmt: skip
    say = session.words.say
    headed(session, [say("code"), say("moves"), say("how old"), say("bed"), say("stands"), say("name")], rows)


def _tell_signs(session: Session, seen: RequestSeen) -> None:
    rows = [
        [moment(session, one.at), word(session, one.kind), word(session, one.channel), one.recorded_by]
        for one in seen.signs
    ]
    say = session.words.say
    headed(session, [say("when"), say("sign"), say("how"), say("recorded by")], rows)


def _tell_history(session: Session, seen: RequestSeen) -> None:
    from openevac.domain.roles import Action

    rows = [
        [str(one.entry), moment(session, one.at), one.actor, word(session, Action(one.action)), one.reason]
        for one in seen.history
    ]
    say = session.words.say
    headed(session, [say("entry"), say("when"), say("who"), say("did"), say("why")], rows, (0,))


def _tell_names(session: Session, opened: dict[str, Any]) -> None:
    household, say = opened["household"], session.words.say
    rows: list[list[str]] = []
    if household is not None:
        door = ", ".join(part for part in (household.street, household.house, household.flat) if part)
        rows = [
            [say("asks"), household.asker],
            [say("phones"), ", ".join(household.phones)],
            [say("door"), door],
            [say("pin"), f"{household.pin.lon:.5f},{household.pin.lat:.5f}" if household.pin else ""],
            [say("note"), household.note],
        ]
    for code, person in opened["people"].items():
        rows.append([code, ". ".join(part for part in (person.name, person.health) if part)])
    session.say("")
    session.table(["", ""], [row for row in rows if row[1]])
    if not rows:
        session.say("Nothing is kept under seal for this request.")
