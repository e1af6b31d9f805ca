"""`openevac mission show` and `mission list`: one mission with its doors, words, alarms and disagreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import Passed, headed, moment, remarks, word
from openevac.cli.record.given import MissionNumber
from openevac.cli.session import Session
from openevac.domain.events import OverdueLevel

if TYPE_CHECKING:
    from openevac.services.missions.see_mission import MissionSeen, StopSeen, TripSeen


def show(
    context: typer.Context,
    mission: MissionNumber,
    version: Annotated[int, typer.Option("--version", metavar="N", help="Another version; else the running one.")] = 0,
    code: As = "",
    machine: Json = False,
) -> None:
    """Show one mission: yeses, trips and doors, words of the crew, alarms, and what phones and desk disagree about."""
    from openevac.services.missions.see_mission import see_mission

    with acting(context, code, machine=machine) as me:
        seen = see_mission(me.asking(), mission, version)
        if machine:
            me.session.print_json(seen)
            return
        _tell_head(me.session, seen)
        _tell_doors(me.session, seen)
        _tell_words(me.session, seen)


def _tell_head(session: Session, seen: MissionSeen) -> None:
    words = session.words
    session.say(
        "{mission}, version {version}: {status}", "bold",
        mission=seen.mission, version=seen.version, status=words.word(seen.status),
    )  # fmt: skip
    session.say(
        "{vehicle} · crew {crew} ({riders}) · leaves {leaves}, back {back}",
        vehicle=seen.vehicle, crew=seen.crew, riders=", ".join(seen.riders), leaves=words.moment(seen.departs_at),
        back=words.clock(seen.returns_at),
    )  # fmt: skip
    session.say(
        "Yeses: coordinator {approved}, crew leader {accepted}",
        approved=seen.approved_by or "–", accepted=seen.accepted_by or "–",
    )  # fmt: skip
    if seen.lacks:
        session.say(Passed(seen.lacks).text)
    if seen.level is not OverdueLevel.NOT_DUE:
        session.say("{level}", "bold red", level=words.word(seen.level))
    if seen.next_contact_at is not None:
        session.say("The next word is due {at}.", at=seen.next_contact_at)
    remarks(session, seen.to_do, "bold red")
    remarks(session, seen.notes)


def _tell_doors(session: Session, seen: MissionSeen) -> None:
    say = session.words.say
    rows = [
        [
            door.code, door.request, session.words.clock(door.arrives_at), _ends(session, trip),
            _met(session, door),
            word(session, door.outcome), ", ".join(f"{'+' if one.aboard else ''}{one.code}" for one in door.people),
        ]
        for trip in seen.trips
        for door in trip.stops
    ]  # fmt: skip
    headings = [say("door"), say("request"), say("hour"), say("to"), "", say("outcome"), say("people (+ aboard)")]
    headed(session, headings, rows)
    if seen.aboard:
        session.say("Aboard: {codes}", codes=", ".join(seen.aboard))
    if seen.children_alone:
        session.say("Children aboard without who answers for them: {codes}", "bold red",
                    codes=", ".join(seen.children_alone))  # fmt: skip


def _ends(session: Session, trip: TripSeen) -> str:
    """Say where people get off: the shelter, or the relay and when somebody takes them on there."""
    if not trip.relay or trip.hand_over_at is None:
        return trip.shelter
    return session.words.say("relay {relay}, {at}", relay=trip.relay, at=session.words.clock(trip.hand_over_at))


def _met(session: Session, door: StopSeen) -> str:
    """Say where a household is met when it is not at its door, or that its address is only looked at."""
    say = session.words.say
    if door.relay:
        since = session.words.clock(door.waits_from) if door.waits_from else "–"
        return say("at the relay {relay}, waits from {since}", relay=door.relay, since=since)
    if door.meeting_point:
        return door.meeting_point
    return say("address only") if door.check_address_only else ""


def _tell_words(session: Session, seen: MissionSeen) -> None:
    say = session.words.say
    rows = [
        [moment(session, one.said_at), word(session, one.kind), moment(session, one.received_at)] for one in seen.words
    ]
    headed(session, [say("said"), say("word"), say("reached us")], rows)
    for kind, at, number, hospital in seen.events:
        session.warn(
            "{at}: {event}, {number} {number|person|people}.",
            at=session.words.moment(at), event=session.words.word(kind), number=number,
        )  # fmt: skip
        if hospital:
            session.warn("Taken to: {hospital}.", hospital=hospital)
    for one in seen.disagreements:
        session.warn(
            "{subject}: {field} is said in {count} ways ({values}). Somebody must settle it.",
            subject=one.subject, field=one.field, count=len(one.values), values=", ".join(one.values),
        )  # fmt: skip
    if seen.new_reports or seen.new_access:
        session.warn(
            "New since the plan: {reports} dangers, {access} words about entry. Look at them with the crew.",
            reports=seen.new_reports, access=seen.new_access,
        )  # fmt: skip
