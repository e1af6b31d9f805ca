"""`openevac device|partner|badge`: letting devices and partners in and out, and badges for one day."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer, headed, moment
from openevac.cli.record.given import LOCAL, Why, read_day
from openevac.cli.record.typing_in import ask_line
from openevac.cli.written import write_file
from openevac.domain.errors import InputError

Device = Annotated[str, typer.Argument(metavar="CODE", help="What the device is called.")]
TOKEN_BYTES = 32


class Kind(StrEnum):
    """What kind of device it is, as it is typed."""

    CREW_PHONE = "crew_phone"
    WORKSTATION = "workstation"
    TRACKER = "tracker"


def add_device(
    context: typer.Context,
    device: Device,
    person: Annotated[str, typer.Option("--person", metavar="CODE", help="Whose device it is.")],
    kind: Annotated[Kind, typer.Option("--kind", metavar="KIND", help="crew_phone, workstation or tracker.")],
    shown: Annotated[
        bool, typer.Option("--shown", help="Type the token's SHA-256 and public key that the device shows.")
    ] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Let a device in. It draws its own token and key and shows them; without --shown a token is drawn here, once."""
    from openevac.services.keys.devices import DeviceKind, NewDevice, enrol_device

    with acting(context, code, machine=machine) as me:
        token, key = "", b""
        if shown:
            digest = ask_line(me.session, "SHA-256 of the device's token")
            key = _key(ask_line(me.session, "The device's public key in hex. Enter: none"))
        else:
            token = secrets.token_urlsafe(TOKEN_BYTES)
            digest = sha256(token.encode()).hexdigest()
        asked = NewDevice(
            code=device, kind=DeviceKind(kind.value), person=person, token_sha256=digest, public_key=key
        )  # fmt: skip
        known = enrol_device(me.order(), asked)
        _tell_token(me, known.code, token)


def revoke_device(context: typer.Context, device: Device, why: Why = "", code: As = "", machine: Json = False) -> None:
    """Shut a device out: what it sends from now on is refused."""
    from openevac.services.keys.devices import Leave
    from openevac.services.keys.devices import revoke_device as shut_out

    with acting(context, code, machine=machine) as me:
        done = shut_out(me.order(), Leave(code=device, reason=why))
        answer(me.session, done, "{device} is shut out.", device=done.code)


def list_devices(context: typer.Context, code: As = "", machine: Json = False) -> None:
    """List devices and partners, and which of them were shut out."""
    from openevac.services.keys.see_devices import see_devices

    with acting(context, code, machine=machine) as me:
        known = see_devices(me.asking())
        session, say = me.session, me.session.words.say
        if machine:
            session.print_json(known)
            return
        rows = [
            [
                one.code,
                say(KINDS[one.kind]),
                one.person,
                moment(session, one.since),
                say("shut out") if one.revoked else "",
            ]
            for one in known
        ]
        headed(session, [say("device"), say("kind"), say("whose"), say("since"), ""], rows)
        if not known:
            session.say("No device and no partner is let in.")


KINDS = {
    "crew_phone": "crew phone",
    "workstation": "workstation",
    "tracker": "tracker",
    "partner": "partner organisation",
}


def add_partner(
    context: typer.Context,
    partner: Annotated[str, typer.Argument(metavar="CODE", help="The partner organisation's short code.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Let another organisation see and take claims, and nothing else; its token is shown once."""
    from openevac.services.keys.devices import NewPartner
    from openevac.services.keys.devices import add_partner as let_in

    with acting(context, code, machine=machine) as me:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        known = let_in(me.order(), NewPartner(code=partner, token_sha256=sha256(token.encode()).hexdigest()))
        _tell_token(me, known.code, token)


def issue_badge(
    context: typer.Context,
    badges: Annotated[list[str], typer.Argument(metavar="CODE", help="A code word for each badge.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The PDF to print and cut.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Print badges for reception volunteers of today; their keys are on the paper and nowhere else."""
    from openevac.reports.badge import BadgePrint, day_badges
    from openevac.services.keys.badges import NewBadge
    from openevac.services.keys.badges import issue_badge as issue
    from openevac.services.opening import is_invented
    from openevac.vault.badges import new_badge

    with acting(context, code, machine=machine) as me:
        printed = []
        for one in badges:
            badge, identity = new_badge(one, me.person, datetime.now(UTC), LOCAL)
            issue(me.order(), NewBadge(code=one, recipient=badge.recipient))
            printed.append(BadgePrint(code=one, square=identity, valid_until=badge.valid_until))
        invented = is_invented(me.organisation)
        write_file(out, day_badges(me.session.words, printed, organisation=me.organisation, invented=invented))
        facts = {"file": str(out), "badges": list(badges)}
        answer(me.session, facts, "Written to {folder}. Print it, then delete the file.", folder=str(out))


def take_back_badge(
    context: typer.Context,
    badge: Annotated[str, typer.Argument(metavar="CODE", help="The badge.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Take a badge back before its day is over."""
    from openevac.services.keys.badges import BadgeGiven
    from openevac.services.keys.badges import take_back_badge as take_back

    with acting(context, code, machine=machine) as me:
        done = take_back(me.order(), BadgeGiven(code=badge, day=read_day("", "CODE")))
        answer(me.session, done, "{badge} is taken back.", badge=done.code)


def _key(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise InputError("This is not a key in hex.", "Type what the device shows.", field="public_key") from None


def _tell_token(me: Acting, known: str, token: str) -> None:
    """Show a token that was drawn here; it is kept nowhere, so this is the only time."""
    if me.session.machine:
        me.session.print_json({"code": known, "token": token})
        return
    me.session.say("{code} is let in.", "bold", code=known)
    if token:
        me.session.say("Its token, shown once and kept nowhere: {token}", token=token)
