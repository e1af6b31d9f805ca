"""`openevac incident add|exhibit|list`: what somebody may have to answer for, with originals and their custody."""

from __future__ import annotations

import mimetypes
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer, headed, moment, word
from openevac.cli.record.given import read_hour, read_place, short
from openevac.cli.record.typing_in import ask_line
from openevac.domain.errors import InputError
from openevac.domain.incidents import IncidentKind, KnownBy, MayUse


def add(
    context: typer.Context,
    kind: Annotated[
        IncidentKind,
        typer.Argument(
            metavar="KIND",
            help="drone_strike, shelling, air_strike, mine, small_arms, abuse_told_of or other.",
        ),
    ],
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="When it happened: 05:40, or with day and zone.")],
    known_by: Annotated[KnownBy, typer.Option("--known-by", metavar="WORD", help="seen or heard.")],
    may_use: Annotated[
        MayUse,
        typer.Option(
            "--may-use",
            metavar="WORD",
            help="nobody_yet, our_organisation, prosecutor or international_body.",
        ),
    ] = MayUse.NOBODY_YET,
    place: Annotated[str, typer.Option("--place", metavar="KATOTTG", help="The code of the place.")] = "",
    where: Annotated[str, typer.Option("--where", metavar="POSITION", help="Longitude,latitude or a map link.")] = "",
    killed: Annotated[int, typer.Option("--killed", metavar="N", min=0, help="Civilians killed.")] = 0,
    wounded: Annotated[int, typer.Option("--wounded", metavar="N", min=0, help="Civilians wounded.")] = 0,
    crew_killed: Annotated[int, typer.Option("--crew-killed", metavar="N", min=0, help="Of ours killed.")] = 0,
    crew_wounded: Annotated[int, typer.Option("--crew-wounded", metavar="N", min=0, help="Of ours wounded.")] = 0,
    vehicle_hit: Annotated[bool, typer.Option("--vehicle-hit", help="Our vehicle was hit.")] = False,
    vehicle_marked: Annotated[bool, typer.Option("--vehicle-marked", help="It was marked as humanitarian.")] = False,
    statement: Annotated[
        bool, typer.Option("--statement", help="Ask who told it, and their words; sealed for documenters.")
    ] = False,
    mission: Annotated[str, typer.Option("--mission", metavar="MISSION", help="The mission a crew speaks from.")] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Record what happened: what, where, when, seen or heard, the harm, and who may use it."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.records.record_incident import RecordIncident, record_incident
    from openevac.vault.identities import IncidentStatement
    from openevac.vault.records import RecordKind

    with acting(context, code, machine=machine) as me:
        sealed = None
        if statement:
            told_by = ask_line(me.session, "Who told it. Enter: not said")
            words = ask_line(me.session, "Their words")
            told = IncidentStatement(told_by=told_by, words=words)
            sealed = seal_identity(me.keys, RecordKind.INCIDENT, told)
        asked = RecordIncident(
            kind=kind, happened_at=read_hour(at, "--at"), known_by=known_by, may_use=may_use, katottg=place.upper(),
            position=read_place(where, "--where"), civilians_killed=killed, civilians_wounded=wounded,
            crew_killed=crew_killed, crew_wounded=crew_wounded, vehicle_hit=vehicle_hit,
            vehicle_marked=vehicle_marked, statement=sealed, mission=mission,
        )  # fmt: skip
        kept = record_incident(me.order(), asked)
        answer(me.session, kept, "Kept as {code}.", "bold", code=kept.code)


def exhibit(
    context: typer.Context,
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="The record, like I-2025-0001.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The original; it is sealed and never changed.")],
    received: Annotated[bool, typer.Option("--received", help="Somebody else handed it to us.")] = False,
    media_type: Annotated[str, typer.Option("--type", metavar="TYPE", help="Its kind, like image/jpeg.")] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Keep an original beside a record: hashed as it is, sealed for documenters, its custody begun."""
    from uuid import uuid4

    from openevac.services.kernel.sealed import SealedIn
    from openevac.services.records.custody import TakeExhibit, take_exhibit
    from openevac.vault.records import RecordKind

    try:
        content = file.read_bytes()
    except OSError:
        raise InputError("The file cannot be read.", "Check the path and your rights.", file=file.name) from None
    with acting(context, code, machine=machine) as me:
        record = uuid4()
        sealed = me.keys.keyring.seal(RecordKind.EXHIBIT, record.hex, content)
        original = SealedIn(
            id=record, kind=RecordKind.EXHIBIT, recipient=sealed.recipient, payload=sealed.payload,
            wraps=dict(sealed.wraps), epochs={role: me.keys.epochs[role] for role in sealed.wraps},
        )  # fmt: skip
        asked = TakeExhibit(
            incident=incident, sha256=sha256(content).hexdigest(), size_bytes=len(content),
            media_type=media_type or mimetypes.guess_type(file.name)[0] or "application/octet-stream",
            original=original, received=received,
        )  # fmt: skip
        kept = take_exhibit(me.order(), asked)
        if answer(
            me.session, kept, "Exhibit {id} is kept. SHA-256 {sha256}", id=short(kept.exhibit), sha256=asked.sha256
        ):
            me.session.say("The file here is as it was; delete it when you need it no more.")


def list_incidents(
    context: typer.Context,
    incident: Annotated[list[str] | None, typer.Argument(metavar="INCIDENT", help="Only these.")] = None,
    code: As = "",
    machine: Json = False,
) -> None:
    """Show records with exhibits and their custody; statements stay sealed."""
    from openevac.services.records.see_incidents import see_incidents

    with acting(context, code, machine=machine) as me:
        seen = see_incidents(me.asking(), tuple(incident or ()))
        session, say = me.session, me.session.words.say
        if machine:
            session.print_json(seen)
            return
        rows = [
            [
                one.incident.id, moment(session, one.incident.happened_at), word(session, one.incident.kind),
                word(session, one.incident.known_by), word(session, one.incident.may_use), one.incident.katottg,
                str(len(one.incident.exhibits)), say("sealed") if one.has_statement else "",
            ]
            for one in seen
        ]  # fmt: skip
        headings = [
            say("record"), say("when"), say("what"), say("known by"), say("may be used by"), say("place"),
            say("exhibits"), say("statement"),
        ]  # fmt: skip
        headed(session, headings, rows, (6,))
        custody = [
            [short(line.exhibit), word(session, line.step), moment(session, line.at), line.by, line.reason]
            for one in seen
            for line in one.custody
        ]
        headed(session, [say("exhibit"), say("step"), say("when"), say("who"), say("why")], custody)
        if not seen:
            session.say("Nothing is recorded.")
