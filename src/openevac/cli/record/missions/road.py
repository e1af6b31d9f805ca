"""`openevac mission check-in|silence|last-coverage|turn-back|aboard-again|event|take-alarm`: words from the road."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer, remarks
from openevac.cli.record.given import MissionNumber, Said, Where, hour_or_none, read_hour, read_place
from openevac.cli.record.typing_in import ask_line
from openevac.domain.events import CheckInKind, CrewEventKind, OverdueLevel
from openevac.domain.remarks import Remark

if TYPE_CHECKING:
    from openevac.services.missions.record_check_in import Heard

Until = Annotated[str, typer.Option("--until", metavar="TIME", help="Silent until then: 07:30.")]


def check_in(
    context: typer.Context,
    mission: MissionNumber,
    kind: Annotated[
        CheckInKind,
        typer.Option("--word", metavar="WORD", help="we_are_here, on_scene, left_scene, at_shelter or sos."),
    ] = CheckInKind.WE_ARE_HERE,
    at: Said = "",
    where: Where = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Record a word from a crew; an SOS raises the alarm at once."""
    from openevac.services.missions.record_check_in import RecordCheckIn, record_check_in

    with acting(context, code, machine=machine) as me:
        asked = RecordCheckIn(
            mission=mission, kind=kind, at=hour_or_none(at, "--at"), position=read_place(where, "--where")
        )  # fmt: skip
        _tell(me, record_check_in(me.order(), asked))


def silence(
    context: typer.Context,
    mission: MissionNumber,
    until: Annotated[str, typer.Argument(metavar="TIME", help="Until when no word is expected: 07:30.")],
    at: Said = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Record a silence that was agreed on; the alarm rings after it, and never later than four hours."""
    from openevac.services.missions.declare_silence import DeclareSilence, declare_silence

    with acting(context, code, machine=machine) as me:
        asked = DeclareSilence(
            mission=mission, until=read_hour(until, "TIME", ahead=True), at=hour_or_none(at, "--at")
        )  # fmt: skip
        _tell(me, declare_silence(me.order(), asked), Remark(text=SILENT, facts={"at": asked.until.isoformat()}))


def last_coverage(
    context: typer.Context,
    mission: MissionNumber,
    until: Until = "",
    at: Said = "",
    where: Where = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Record the last word before a stretch without coverage."""
    from openevac.services.missions.record_last_coverage import RecordLastCoverage, record_last_coverage

    with acting(context, code, machine=machine) as me:
        asked = RecordLastCoverage(
            mission=mission, at=hour_or_none(at, "--at"), position=read_place(where, "--where"),
            silent_until=hour_or_none(until, "--until", ahead=True),
        )  # fmt: skip
        until_then = asked.silent_until
        _tell(
            me, record_last_coverage(me.order(), asked),
            Remark(text=NO_COVERAGE) if until_then is None
            else Remark(text=SILENT, facts={"at": until_then.isoformat()}),
        )  # fmt: skip


def turn_back(
    context: typer.Context,
    mission: MissionNumber,
    at: Said = "",
    where: Where = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Record that a mission comes home; no reason is asked, and doors it does not reach wait again."""
    from openevac.services.missions.turn_back import TurnBack
    from openevac.services.missions.turn_back import turn_back as come_home

    with acting(context, code, machine=machine) as me:
        asked = TurnBack(mission=mission, at=hour_or_none(at, "--at"), position=read_place(where, "--where"))
        _tell(me, come_home(me.order(), asked), Remark(text=COMES_HOME))


def aboard_again(
    context: typer.Context, mission: MissionNumber, at: Said = "", code: As = "", machine: Json = False
) -> None:
    """Record that everybody who still waits at a relay rides again with the mission that brought them."""
    from openevac.services.missions.take_aboard_again import TakeAboardAgain, take_aboard_again

    with acting(context, code, machine=machine) as me:
        done = take_aboard_again(me.order(), TakeAboardAgain(mission=mission, at=hour_or_none(at, "--at")))
        if answer(
            me.session, done, "{mission}: {count} {count|person rides|people ride} with this crew again.", "bold",
            mission=done.mission, count=len(done.people),
        ):  # fmt: skip
            me.session.say("They get off where the crew hands over next; heads are counted anew there.")


def event(
    context: typer.Context,
    mission: MissionNumber,
    kind: Annotated[
        CrewEventKind, typer.Argument(metavar="EVENT", help="wounded, vehicle_lost, dead, chased or vehicle_hit.")
    ],
    number: Annotated[int, typer.Option("--people", metavar="N", min=1, help="How many people.")] = 1,
    hospital: Annotated[str, typer.Option("--hospital", metavar="WORDS", help="Where the wounded are taken.")] = "",
    note: Annotated[bool, typer.Option("--note", help="Ask for a note, sealed for coordinators.")] = False,
    at: Said = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Record what befell a crew; those who must hear of it are told at once."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.missions.record_crew_event import RecordCrewEvent, record_crew_event
    from openevac.vault.identities import CrewNote
    from openevac.vault.records import RecordKind

    with acting(context, code, machine=machine) as me:
        words = ask_line(me.session, "The note") if note else ""
        sealed = seal_identity(me.keys, RecordKind.CREW_NOTE, CrewNote(words=words)) if words else None
        asked = RecordCrewEvent(
            mission=mission, kind=kind, number=number, hospital=hospital, at=hour_or_none(at, "--at"), note=sealed
        )  # fmt: skip
        kept = record_crew_event(me.order(), asked)
        if not answer(
            me.session, kept, "Recorded for {mission}: {event}.", "bold",
            mission=kept.mission, event=me.session.words.word(kept.kind),
        ):  # fmt: skip
            return
        me.session.say("Those who must hear of it are being told.")
        if kept.ask_hospital:
            me.session.warn("Ask which hospital the wounded are taken to.")


def take_alarm(context: typer.Context, mission: MissionNumber, code: As = "", machine: Json = False) -> None:
    """Take the open alarms of a mission on: others see who rings."""
    from openevac.services.missions.raise_overdue import TakeAlarm
    from openevac.services.missions.raise_overdue import take_alarm as take

    with acting(context, code, machine=machine) as me:
        done = take(me.order(), TakeAlarm(mission=mission))
        if answer(me.session, done, "You have the alarm of {mission}.", "bold", mission=done.mission):
            remarks(me.session, done.to_do)


def _tell(me: Acting, heard: Heard, *more: Remark) -> None:
    words = me.session.words
    style = "" if heard.level is OverdueLevel.NOT_DUE else "bold red"
    if not answer(
        me.session, heard, "{mission}: {status}; {level}.", style,
        mission=heard.mission, status=words.word(heard.status), level=words.word(heard.level),
    ):  # fmt: skip
        return
    remarks(me.session, more)
    if heard.next_contact_at is not None:
        me.session.say("The next word is due {at}.", at=heard.next_contact_at)
    remarks(me.session, heard.notes)


SILENT = "Silence is agreed until {at}."
NO_COVERAGE = "That they have no coverage from here is kept. How long was not said: the next word is due as planned."
COMES_HOME = "They come home. Doors they do not reach wait again; record what happened at each door all the same."
