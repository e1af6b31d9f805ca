"""`openevac shelter list`: arrivals of a day, free beds, what is needed tonight, who waits for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import headed, moment, word
from openevac.cli.record.given import read_day, short
from openevac.cli.session import Session

if TYPE_CHECKING:
    from openevac.services.reception.see_reception import Arrival, ReceptionState

KINDS = {"relative": "a relative", "driver": "a driver"}
NEEDS = {"doctor": "doctor", "talk": "somebody to talk to", "papers": "papers", "relatives": "looks for relatives"}


def list_arrivals(
    context: typer.Context,
    shelter: Annotated[str, typer.Argument(metavar="SHELTER", help="The code of the shelter.")],
    day: Annotated[str, typer.Option("--day", metavar="DAY", help="Another day; today by default.")] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Show one shelter: who arrived, which beds are free, what is needed tonight, who waits for word. No names."""
    from openevac.services.reception.see_reception import see_reception

    with acting(context, code, machine=machine) as me:
        seen = see_reception(me.asking(), shelter, read_day(day, "--day") if day else None)
        if machine:
            me.session.print_json(seen)
            return
        _tell_arrivals(me.session, seen)
        _tell_rooms(me.session, seen)


def _tell_arrivals(session: Session, seen: ReceptionState) -> None:
    say = session.words.say
    session.say(
        "{shelter}, {day}: {count} arrived, {without} without a bed.", "bold",
        shelter=seen.shelter, day=seen.day.isoformat(), count=len(seen.arrivals), without=seen.without_bed,
    )  # fmt: skip
    rows = [
        [
            one.code, short(one.with_whom)[:4], session.words.clock(one.arrived_at), word(session, one.arrived_by),
            word(session, one.mobility), word(session, one.bed), one.room, _needs(session, one),
        ]
        for one in seen.arrivals
    ]  # fmt: skip
    headings = [
        say("code"), say("family"), say("hour"), say("how"), say("moves"), say("bed"), say("room"), say("tonight"),
    ]  # fmt: skip
    headed(session, headings, rows)


def _needs(session: Session, one: Arrival) -> str:
    return ", ".join(session.words.say(said) for name, said in NEEDS.items() if getattr(one.tonight, name))


def _tell_rooms(session: Session, seen: ReceptionState) -> None:
    say = session.words.say
    rooms = [[one.code, word(session, one.kind), str(one.beds), str(one.free)] for one in seen.rooms]
    headed(session, [say("room"), say("kind"), say("beds"), say("free")], rooms, (2, 3))
    waiting = [
        [short(one.to_tell), say(KINDS[one.kind]), moment(session, one.since), str(one.tries)] for one in seen.to_tell
    ]
    headed(session, [say("waits for word"), say("who"), say("since"), say("tries")], waiting, (3,))
