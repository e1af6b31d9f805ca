"""`openevac tls`: a certificate for the name under which other computers of the house reach the pages."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from openevac.cli.record.places import RecordPlaces
from openevac.cli.session import Session, session_of
from openevac.cli.written import write_file


def tls(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="The computer's name or address; several may be.")],
) -> None:
    """Make a certificate for the pages in one's own house, and say how other computers come to trust it."""
    session = session_of(context)
    places = RecordPlaces(session.config)
    good_until = make_certificate(places, places, tuple(names))
    session.say("A certificate for {names} is good until {until}.", names=", ".join(names), until=good_until)
    session.say("Serve with it: {command}", command=f"OPENEVAC_HOST={names[0]} openevac serve --host 0.0.0.0")
    tell_trust(session, places)


def make_certificate(house: RecordPlaces, record: RecordPlaces, names: tuple[str, ...]) -> datetime:
    """Make a certificate for `record`, signed by the authority of `house`, which is made where there is none yet.

    Gives until when it is good.
    """
    from openevac.vault.certificates import Authority, new_authority, new_certificate

    now = datetime.now(UTC)
    if house.authority.is_file():
        authority = Authority(certificate=house.authority.read_bytes(), key=house.authority_key.read_bytes())
    else:
        authority = new_authority(names[0], now)
    made = new_certificate(authority, names, now)
    for places in (house, record):
        places.authority.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(house.authority, authority.certificate)
    _write_secret(house.authority_key, authority.key)
    write_file(record.certificate, made.certificate)
    _write_secret(record.certificate_key, made.key)
    return made.good_until


def tell_trust(session: Session, house: RecordPlaces) -> None:
    """Say how another computer or a phone comes to trust the house's authority."""
    from openevac.vault.certificates import fingerprint

    session.say(
        "On every other computer, once: open {file} and trust it for web pages, after comparing its fingerprint.",
        file=str(house.authority),
    )
    session.say("Fingerprint: {fingerprint}", fingerprint=fingerprint(house.authority.read_bytes()))


def _write_secret(path: Path, content: bytes) -> None:
    """Write what only this account may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
