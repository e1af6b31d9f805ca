"""`openevac danger access|hazard|clear|mute|track`: words about entry and danger, each with its source."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer
from openevac.cli.record.given import Said, Why, by_short, hour_or_none, read_id, read_place, short
from openevac.cli.record.requests.ground import places_of
from openevac.domain.errors import InputError
from openevac.domain.hazards import Cause, OpenedBy
from openevac.domain.places import Access

Source = Annotated[
    str, typer.Option("--source", metavar="WORDS", help="Who says so: an office or a code, never a name.")
]
Katottg = Annotated[str, typer.Argument(metavar="KATOTTG", help="The code of the village or town.")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="It holds until then.")]
Ways = Annotated[list[int] | None, typer.Option("--way", metavar="ID", help="The id of a way of the map; may repeat.")]
Report = Annotated[str, typer.Argument(metavar="REPORT", help="The report, by the first signs of its id in the list.")]


def access(
    context: typer.Context,
    katottg: Katottg,
    entry: Annotated[
        Access, typer.Argument(metavar="ENTRY", help="open, armoured_only, police_and_army_only or closed.")
    ],
    source: Source,
    since: Said = "",
    until: Until = "",
    meet: Annotated[
        str, typer.Option("--meet", metavar="WORDS", help="Where people can walk to, if nobody enters.")
    ] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Say who may enter a place, by whose word; requests and missions there are judged anew at once."""
    from openevac.services.danger.set_access import SetAccess, set_access

    with acting(context, code, machine=machine) as me:
        asked = SetAccess(
            katottg=katottg.upper(), access=entry, source=source, since=hour_or_none(since, "--at"),
            valid_until=hour_or_none(until, "--until", ahead=True), meeting_note=meet,
        )  # fmt: skip
        done = set_access(me.order(), asked)
        place = places_of(me).name(katottg.upper())
        answer(me.session, done, "{place}: {access}.", place=place, access=me.session.words.word(entry))
        if not machine:
            me.session.say("Requests judged anew: {count}.", count=len(done.judged_anew))
            if done.missions:
                me.session.warn("Missions that go there: {missions}. Look at them.", missions=", ".join(done.missions))


def hazard(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What happened, as the exposure profile names it.")],
    where: Annotated[str, typer.Argument(metavar="POSITION", help="Longitude,latitude or a link to a map.")],
    source: Source,
    cause: Annotated[
        Cause, typer.Option("--cause", metavar="CAUSE", help="drone, shelling, air_strike, mines, ground.")
    ],
    at: Said = "",
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="WORDS", help="Another source of the same.")
    ] = None,
    seen_by: Annotated[str, typer.Option("--seen-by", metavar="CREW", help="The crew of ours that saw it.")] = "",
    mission: Annotated[str, typer.Option("--mission", metavar="MISSION", help="The mission a crew speaks from.")] = "",
    blocks: Annotated[bool, typer.Option("--blocks", help="The way cannot be driven; counts once verified.")] = False,
    radius: Annotated[float, typer.Option("--radius", metavar="M", min=0, help="How far around, metres.")] = 50.0,
    ways: Ways = None,
    until: Until = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Write down a danger. One word adds danger; only verified words block a way."""
    from openevac.services.danger.report_hazard import ReportHazard, report_hazard

    with acting(context, code, machine=machine) as me:
        position = read_place(where, "POSITION")
        if position is None:
            raise InputError("There is no position.", "Write longitude,latitude.", field="POSITION")
        asked = ReportHazard(
            cause=cause, kind=kind, position=position, source=source, happened_at=hour_or_none(at, "--at"),
            also_said_by=tuple(also or ()), seen_by=seen_by, mission=mission, blocks=blocks, radius_m=radius,
            way_ids=tuple(ways or ()), valid_until=hour_or_none(until, "--until", ahead=True),
        )  # fmt: skip
        kept = report_hazard(me.order(), asked)
        answer(
            me.session, kept, "Report {report}: {confidence}.",
            report=short(kept.report), confidence=kept.confidence.value,
        )  # fmt: skip


def vouch(
    context: typer.Context,
    report: Report,
    source: Annotated[str, typer.Option("--source", metavar="WORDS", help="One more source.")] = "",
    seen_by: Annotated[str, typer.Option("--seen-by", metavar="CREW", help="The crew of ours that saw it.")] = "",
    mission: Annotated[str, typer.Option("--mission", metavar="MISSION", help="The mission a crew speaks from.")] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Add another word to a report that is here: one more source, or a crew that saw it."""
    from openevac.services.danger.report_hazard import VouchHazard, vouch_hazard

    with acting(context, code, machine=machine) as me:
        asked = VouchHazard(report=_report(me, report), source=source, seen_by=seen_by, mission=mission)
        kept = vouch_hazard(me.order(), asked)
        answer(
            me.session, kept, "Report {report}: {confidence}.",
            report=short(kept.report), confidence=kept.confidence.value,
        )  # fmt: skip


def clear(
    context: typer.Context,
    report: Report,
    source: Annotated[str, typer.Option("--source", metavar="WORDS", help="Who says that it is gone.")] = "",
    drove: Annotated[str, typer.Option("--drove", metavar="CREW", help="The crew of ours that drove there.")] = "",
    at: Said = "",
    until: Until = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Say that a danger is gone: two different sources, or a crew that drove there; it runs out in a day."""
    from openevac.services.danger.clear_hazard import ClearHazard, clear_hazard

    with acting(context, code, machine=machine) as me:
        asked = ClearHazard(
            report=_report(me, report), source=source, drove_it=drove, cleared_at=hour_or_none(at, "--at"),
            expires_at=hour_or_none(until, "--until", ahead=True),
        )  # fmt: skip
        done = clear_hazard(me.order(), asked)
        if done.counts:
            answer(me.session, done, "This danger counts as gone until {at}.", at=done.expires_at)
        else:
            answer(
                me.session, done, "Kept. One word is not enough: it takes a second source, or a crew that drove there."
            )


def mute(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The source, as the list names it.")],
    why: Why = "",
    again: Annotated[bool, typer.Option("--hear-again", help="Let the source in again.")] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Set a source aside, by your name and with a reason, or let it in again; what it said stays on record."""
    from openevac.services.danger.mute_source import HearAgain, MuteSource, hear_again, mute_source

    with acting(context, code, machine=machine) as me:
        if again:
            done = hear_again(me.order(), HearAgain(source=source, reason=why))
            answer(me.session, done, "{source} is heard again.", source=done.source)
        else:
            done = mute_source(me.order(), MuteSource(source=source, reason=why))
            answer(me.session, done, "{source} is set aside by {by}.", source=done.source, by=done.by)


def track(
    context: typer.Context,
    by: Annotated[str, typer.Option("--by", metavar="WORDS", help="The crew's code word, or the deminers' note.")],
    opened_by: Annotated[
        OpenedBy, typer.Option("--opened-by", metavar="WORD", help="crew_drove or deminers_note.")
    ] = OpenedBy.CREW_DROVE,
    ways: Ways = None,
    at: Said = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Say that tracks closed for mines can be driven: a crew of ours drove them, or deminers wrote so."""
    from openevac.services.danger.open_track import OpenTrack, open_track

    with acting(context, code, machine=machine) as me:
        asked = OpenTrack(
            way_ids=tuple(ways or ()), opened_by=opened_by, by=by, opened_at=hour_or_none(at, "--at")
        )  # fmt: skip
        done = open_track(me.order(), asked)
        answer(me.session, done, "Open since {at}.", at=done.opened_at)


def _report(me: Acting, text: str) -> UUID:
    from openevac.services.danger.see_danger import see_danger

    return read_id(text, "REPORT", by_short(tuple(one.report for one in see_danger(me.asking()).reports)))
