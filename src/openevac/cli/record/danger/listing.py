"""`openevac danger list` and `openevac remaining`: what is known of danger, entry, and who is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer, headed, moment, word
from openevac.cli.record.given import read_day, short
from openevac.cli.record.requests.ground import Places, places_of
from openevac.cli.session import Session

if TYPE_CHECKING:
    from openevac.services.danger.see_danger import DangerSeen, HazardLine

Mission = Annotated[str, typer.Option("--mission", metavar="MISSION", help="The mission a crew asks from.")]


def list_danger(context: typer.Context, mission: Mission = "", code: As = "", machine: Json = False) -> None:
    """Show who may enter where, what lies where, each word with its source and its age."""
    from openevac.services.danger.see_danger import see_danger

    with acting(context, code, machine=machine) as me:
        seen = see_danger(me.asking(), mission)
        if machine:
            me.session.print_json(seen)
            return
        places = places_of(me)
        _tell_access(me.session, places, seen)
        _tell_reports(me.session, seen)
        _tell_rest(me.session, places, seen)


def add_remaining(
    context: typer.Context,
    katottg: Annotated[str, typer.Argument(metavar="KATOTTG", help="The code of the village or town.")],
    number: Annotated[int, typer.Argument(metavar="N", min=0, help="How many people are still there.")],
    source: Annotated[str, typer.Option("--source", metavar="WORDS", help="Who counted: an office or a code.")],
    day: Annotated[str, typer.Option("--day", metavar="DAY", help="For which day; today by default.")] = "",
    mission: Mission = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Record how many people are still in a place; numbers of different sources stand side by side."""
    from openevac.services.danger.record_remaining import RecordRemaining, record_remaining

    with acting(context, code, machine=machine) as me:
        on_day = read_day(day, "--day") if day else None
        asked = RecordRemaining(
            katottg=katottg.upper(), number=number, source=source, on_day=on_day, mission=mission
        )  # fmt: skip
        kept = record_remaining(me.order(), asked)
        answer(
            me.session, kept, "{place}: {number} {number|person|people} on {day}.",
            place=places_of(me).name(kept.katottg), number=kept.number, day=kept.on_day.isoformat(),
        )  # fmt: skip


def list_remaining(
    context: typer.Context,
    katottg: Annotated[str, typer.Argument(metavar="KATOTTG", help="One place; without it all.")] = "",
    mission: Mission = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Show who is still where, by the newest word of every source."""
    from openevac.services.danger.see_danger import see_remaining

    with acting(context, code, machine=machine) as me:
        lines = see_remaining(me.asking(), katottg.upper(), mission)
        say = me.session.words.say
        if machine:
            me.session.print_json(lines)
            return
        places = places_of(me)
        rows = [
            [places.name(one.katottg), str(one.number), one.source, me.session.words.date(one.on_day.isoformat())]
            for one in lines
        ]
        headed(me.session, [say("place"), say("people"), say("source"), say("day")], rows, (1,))
        if not lines:
            me.session.say("Nobody has counted yet.")


def _tell_access(session: Session, places: Places, seen: DangerSeen) -> None:
    say = session.words.say
    rows = [
        [
            places.name(one.katottg), word(session, one.access), one.source, session.words.age(one.age_h),
            moment(session, one.valid_until), "" if one.in_force else say("still so?"),
        ]
        for one in seen.access
    ]  # fmt: skip
    headed(session, [say("place"), say("who may enter"), say("source"), say("age"), say("until"), ""], rows)


def _tell_reports(session: Session, seen: DangerSeen) -> None:
    """Say each report on lines of its own: a table of nine columns breaks into single letters on a small screen."""
    for one in seen.reports:
        stands = session.words.say("gone") if one.cleared else session.words.say("set aside") if one.muted else ""
        stands = stands or (session.words.say("blocks") if one.blocks else "")
        session.say(
            "{report} · {cause}: {kind} · {where} · {age} · {confidence}",
            report=short(one.report), cause=one.cause, kind=one.kind,
            where=f"{one.position.lon:.4f},{one.position.lat:.4f}", age=session.words.age(one.age_h),
            confidence=one.confidence,
        )  # fmt: skip
        session.say("    said by {sources}", sources=", ".join(_sources(one)))
        if stands:
            session.say("    {stands}", "bold", stands=stands)
    if seen.more_reports:
        session.say("Older reports not shown: {count}.", count=seen.more_reports)


def _sources(one: HazardLine) -> tuple[str, ...]:
    """Give every source once; who says the same again adds nothing."""
    return tuple(dict.fromkeys((*one.sources, *((one.seen_by,) if one.seen_by else ()))))


def _tell_rest(session: Session, places: Places, seen: DangerSeen) -> None:
    say = session.words.say
    headed(
        session, [say("tracks"), say("opened by"), say("age")],
        [[", ".join(map(str, one.way_ids)), one.by, session.words.age(one.age_h)] for one in seen.tracks],
    )  # fmt: skip
    headed(
        session, [say("place"), say("km to the line"), say("age"), say("rests on")],
        [
            [places.name(one.katottg), session.words.number(one.km, 1), session.words.age(one.age_h), one.rests_on]
            for one in seen.fronts
        ],
    )  # fmt: skip
    for one in seen.muted:
        session.warn("{source} is set aside by {by}: {why}", source=one.source, by=one.by, why=one.reason)
    if not (seen.access or seen.reports or seen.tracks or seen.fronts):
        session.say("Nobody has said anything about danger or entry yet.")
