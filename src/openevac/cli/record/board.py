"""`openevac board`: every mission that is not over, the most urgent first; red lines where alarms are blind."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import headed, moment, remarks
from openevac.cli.session import Session
from openevac.domain.events import OverdueLevel

if TYPE_CHECKING:
    from openevac.services.missions.see_board import Board, BoardLine

EVERY_S = 2.0


def board(
    context: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", help="Look again every two seconds, until Ctrl-C.")] = False,
    wall: Annotated[
        bool, typer.Option("--wall", help="For a screen everybody sees: no code words of people, coarse places.")
    ] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Show the missions that are not over, how late each word is, and in red what keeps alarms from ringing."""
    from openevac.services.missions.see_board import see_board

    with acting(context, code, machine=machine) as me:
        if watch and not machine:
            _watch(me, wall=wall)
            return
        seen = see_board(me.asking(), wall=wall)
        if machine:
            me.session.print_json(seen)
        else:
            tell_board(me.session, seen)


def tell_board(session: Session, seen: Board) -> None:
    """Print a board once: red lines first, then whom a crew must ask."""
    remarks(session, seen.red, "bold red")
    remarks(session, seen.to_ask, "bold red")
    say = session.words.say
    headings = [
        say("mission"), say("stands"), say("call"), say("silent"), say("next word"), say("crew"), say("van"),
        say("doors"), say("aboard"), say("alarm"),
    ]  # fmt: skip
    headed(session, headings, [_row(session, one) for one in seen.missions], (3, 7, 8))
    if not seen.missions:
        session.say("No mission is planned or on the road.")
    session.say("Drawn {at}", "dim", at=session.words.clock(seen.drawn_at))


def _row(session: Session, one: BoardLine) -> list[str]:
    words = session.words
    alarm = words.say("rings: nobody has it") if one.alarm_open and not one.alarm_taken_by else one.alarm_taken_by
    late = one.level is not OverdueLevel.NOT_DUE
    return [
        one.mission if one.version == 1 else f"{one.mission} v{one.version}",
        words.word(one.status),
        words.word(one.level) if late else "",
        "" if one.minutes_silent is None else words.say("{count} min", count=one.minutes_silent),
        moment(session, one.next_contact_at) if one.next_contact_at else "",
        one.crew,
        one.vehicle,
        f"{one.doors_done}/{one.doors_done + one.doors_left}",
        str(one.aboard),
        alarm,
    ]


def _watch(me: Acting, *, wall: bool) -> None:
    """Draw the board again and again on the same place of the screen."""
    from openevac.services.missions.see_board import see_board

    try:
        while True:
            seen = see_board(me.asking(), wall=wall)
            me.session.out.clear()
            tell_board(me.session, seen)
            time.sleep(EVERY_S)
    except KeyboardInterrupt:
        return
