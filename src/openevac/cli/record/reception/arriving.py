"""`openevac shelter arrive|bed|leave|back`: registering who arrived, beds, and travelling on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer
from openevac.cli.record.given import Code
from openevac.cli.record.typing_in import ask_line
from openevac.domain.events import ArrivedBy
from openevac.domain.needs import BedKind, MobilityClass

if TYPE_CHECKING:
    from openevac.services.kernel.sealed import SealedIn
    from openevac.services.reception.arriving import ArrivingPerson


def arrive(
    context: typer.Context,
    shelter: Annotated[str, typer.Argument(metavar="SHELTER", help="The code of the shelter.")],
    people: Annotated[
        list[str] | None, typer.Argument(metavar="CODE", help="Codes on their cardboard; none for who came without.")
    ] = None,
    by: Annotated[
        ArrivedBy,
        typer.Option(
            "--by",
            metavar="HOW",
            help="mission, neighbour, own_car, army, police, other_ngo, on_foot or train_or_bus.",
        ),
    ] = ArrivedBy.MISSION,
    without: Annotated[int, typer.Option("--without-code", metavar="N", min=0, help="How many came without.")] = 0,
    mobility: Annotated[
        MobilityClass, typer.Option("--mobility", metavar="WORD", help="How those without a code move.")
    ] = MobilityClass.WALKS,
    bed: Annotated[
        BedKind, typer.Option("--bed", metavar="KIND", help="The bed those without a code need.")
    ] = BedKind.ORDINARY,
    names: Annotated[bool, typer.Option("--names", help="Ask for each name as it is told, and seal it.")] = False,
    driver: Annotated[
        bool, typer.Option("--driver", help="Ask for the phone of the driver who waits for word.")
    ] = False,
    doctor: Annotated[bool, typer.Option("--doctor", help="A doctor is needed tonight.")] = False,
    talk: Annotated[bool, typer.Option("--talk", help="Somebody to talk to is needed tonight.")] = False,
    papers: Annotated[bool, typer.Option("--papers", help="Papers are to be restored.")] = False,
    relatives: Annotated[bool, typer.Option("--relatives", help="They look for relatives.")] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Register who arrived, however they came; nobody is sent away for having no code and no papers."""
    from openevac.services.reception.arriving import ArrivingPerson, RegisterArrival, Tonight
    from openevac.services.reception.register_arrival import register_arrival

    with acting(context, code, machine=machine) as me:
        tonight = Tonight(doctor=doctor, talk=talk, papers=papers, relatives=relatives)
        known = [ArrivingPerson(code=one, tonight=tonight) for one in people or ()]
        new = [ArrivingPerson(mobility=mobility, bed=bed, tonight=tonight) for _ in range(without)]
        listed = [_named(me, one) if names else one for one in (*known, *new)]
        asked = RegisterArrival(
            shelter=shelter, arrived_by=by, people=tuple(listed), driver=_driver(me) if driver else None
        )  # fmt: skip
        done = register_arrival(me.order(), asked)
        if machine:
            me.session.print_json(done)
            return
        me.session.remark(done.say, "bold")
        for person in done.people:
            me.session.say("{code} – write it on the cardboard" if person.walk_up else "{code}", code=person.code)
        if done.requests_done:
            me.session.say("Everybody is here: {receipts}", receipts=", ".join(done.requests_done))


def bed(
    context: typer.Context,
    person: Code,
    room: Annotated[str, typer.Argument(metavar="ROOM", help="The code of the room.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Give somebody a bed of a kind they can use."""
    from openevac.services.reception.assign_unit import AssignUnit, assign_unit

    with acting(context, code, machine=machine) as me:
        done = assign_unit(me.order(), AssignUnit(code=person, room=room))
        answer(
            me.session, done, "{code} sleeps in {room}; {left} {left|bed|beds} left there.",
            code=done.code, room=done.room, left=done.beds_left,
        )  # fmt: skip


def leave(
    context: typer.Context,
    person: Code,
    to: Annotated[str, typer.Argument(metavar="WHERE", help="An oblast or a country, never an address.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Record that somebody travels on; the bed is free."""
    from openevac.services.reception.depart_onward import DepartOnward, depart_onward

    with acting(context, code, machine=machine) as me:
        done = depart_onward(me.order(), DepartOnward(code=person, to=to))
        answer(me.session, done, "{code} has travelled on; the bed is free.", code=done.code)


def back(context: typer.Context, person: Code, code: As = "", machine: Json = False) -> None:
    """Record that somebody went back; nothing follows from it for a later request."""
    from openevac.services.reception.depart_onward import RecordReturn, record_return

    with acting(context, code, machine=machine) as me:
        done = record_return(me.order(), RecordReturn(code=person))
        answer(me.session, done, "{code} went back. A later request stands like any other.", code=done.code)


def _named(me: Acting, person: ArrivingPerson) -> ArrivingPerson:
    """Ask for a name as it is told and seal it, also for the badges that are good today."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from openevac.cli.client.sealing import seal_identity
    from openevac.services.kernel.who import local_day
    from openevac.services.keys.badges import todays_badges
    from openevac.vault.identities import RegistrationIdentity
    from openevac.vault.records import RecordKind

    if person.code:
        name = ask_line(me.session, "Name of {code}, as it is told. Enter: none", code=person.code)
    else:
        name = ask_line(me.session, "Name, as it is told. Enter: none")
    if not name:
        return person
    sealed = seal_identity(me.keys, RecordKind.REGISTRATION, RegistrationIdentity(name=name))
    badges = todays_badges(me.organisation, local_day(datetime.now(UTC)))
    wraps = {one: me.keys.keyring.wrap_again(sealed.wraps, recipient) for one, recipient in badges.items()}
    return replace(person, identity=sealed, badge_wraps=wraps)


def _driver(me: Acting) -> SealedIn | None:
    from openevac.cli.record.reception.telling import seal_number

    return seal_number(me, "Phone of the driver who waits for word")
