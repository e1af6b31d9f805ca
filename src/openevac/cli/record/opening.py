"""Finding the database's key: a running shift, the demonstration's keys, media, the service manager, or the person."""

from __future__ import annotations

import os
from pathlib import Path

from openevac.cli.record.agent import ask_agent
from openevac.cli.record.demo_keys import read_demo_keys
from openevac.cli.record.places import RecordPlaces
from openevac.cli.record.typing_in import ask_secret
from openevac.cli.session import Session
from openevac.domain.errors import InputError


def open_record(session: Session) -> None:
    """Open the record of this installation; InputError where there is none yet, or its key is wrong."""
    from openevac.services.opening import make_tables, open_store, tables_fit

    raw_key = None if session.config.database_url else find_key(session)
    open_store(raw_key)
    if not tables_fit():
        session.warn("The tables are brought to this version of OpenEvac.")
        make_tables()


def find_key(session: Session) -> bytes:
    """Find the 256 bits that open the encrypted file."""
    from openevac.vault.database_key import key_from_credentials, key_from_media, key_from_passphrase

    places = RecordPlaces(session.config)
    if not places.database.is_file():
        raise InputError(
            "There is no record here yet.",
            "Run `openevac init`, or `openevac init --demo` to look around with invented people.",
            file=places.database.name,
        )
    agent = ask_agent(places)
    if agent is not None:
        return agent.database_key
    demo = read_demo_keys(places.demo)
    if demo is not None:
        return demo.database_key
    if session.config.key_file:
        return key_from_media(Path(session.config.key_file), places.database)
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and (Path(credentials) / "openevac-database-key").is_file():
        return key_from_credentials(Path(credentials))
    return key_from_passphrase(ask_secret(session, "Passphrase of the database"), places.salt)
