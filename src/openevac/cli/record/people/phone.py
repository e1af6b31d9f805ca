"""`openevac device offer`: the square code that lets a phone in, in the terminal."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlsplit

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import moment
from openevac.cli.session import Session
from openevac.domain.errors import InputError

PORT = 8460


def offer_device(
    context: typer.Context,
    device: Annotated[str, typer.Argument(metavar="CODE", help="What the phone will be called.")],
    person: Annotated[str, typer.Option("--person", metavar="CODE", help="Who will hold it.")],
    address: Annotated[
        str,
        typer.Option("--address", metavar="URL", help="Where phones reach the desk; without it OPENEVAC_HOST at 8460."),
    ] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Show the square code that lets a phone in, for ten minutes and once; the phone makes its own keys."""
    from openevac.reports.codes_square import square_for_terminal
    from openevac.services.keys.enrolment import SECRET_BYTES, OfferEnrolment, offer_enrolment

    with acting(context, code, machine=machine) as me:
        reached = _reached(me.session, address)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        digest = sha256(secret.encode()).hexdigest()
        offered = offer_enrolment(me.order(), OfferEnrolment(code=device, person=person, secret_sha256=digest))
        link = f"{reached}/crew/#enrol={secret}"
        if machine:
            me.session.print_json({"code": offered.code, "link": link, "ends_at": offered.ends_at})
            return
        typer.echo(square_for_terminal(link))
        me.session.say("Open the phone's camera and hold it to this square.")
        me.session.say("Good once, until {until}.", until=moment(me.session, offered.ends_at))


def _reached(session: Session, address: str) -> str:
    """Give the address phones reach the desk by; InputError where it is none, or this computer alone."""
    given = address or (f"https://{session.config.host_name}:{PORT}" if session.config.host_name else "")
    if not given:
        raise InputError(
            "The desk has no name that a phone could reach.",
            "Give it a name and a certificate with `openevac tls NAME`, and say --address https://NAME:8460.",
            field="--address",
        )
    parts = urlsplit(given)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise InputError(
            "A phone keeps keys only for an address with a certificate.", "Write it as https://NAME:PORT.",
            field="--address",
        )  # fmt: skip
    return given.rstrip("/")
