"""`openevac tls`: a certificate for the name under which other computers of the house reach the pages."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from openevac.cli.record.places import RecordPlaces
from openevac.cli.session import session_of
from openevac.cli.written import write_file


def tls(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="The computer's name or address; several may be.")],
) -> None:
    """Make a certificate for the pages in one's own house, and say how other computers come to trust it."""
    from openevac.vault.certificates import Authority, fingerprint, new_authority, new_certificate

    session = session_of(context)
    places, now = RecordPlaces(session.config), datetime.now(UTC)
    if places.authority.is_file():
        authority = Authority(certificate=places.authority.read_bytes(), key=places.authority_key.read_bytes())
    else:
        authority = new_authority(names[0], now)
    made = new_certificate(authority, tuple(names), now)
    places.authority.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(places.authority, authority.certificate)
    _write_secret(places.authority_key, authority.key)
    write_file(places.certificate, made.certificate)
    _write_secret(places.certificate_key, made.key)
    session.say("A certificate for {names} is good until {until}.", names=", ".join(names), until=made.good_until)
    session.say("Serve with it: {command}", command=f"OPENEVAC_HOST={names[0]} openevac serve --host 0.0.0.0")
    session.say(
        "On every other computer, once: open {file} and trust it for web pages, after comparing its fingerprint.",
        file=str(places.authority),
    )
    session.say("Fingerprint: {fingerprint}", fingerprint=fingerprint(authority.certificate))


def _write_secret(path: Path, content: bytes) -> None:
    """Write what only this account may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
