"""`openevac init`: an organisation, its first people, its keys and its two recovery envelopes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.demo_keys import DemoKeys, write_demo_keys
from openevac.cli.record.places import RecordPlaces
from openevac.cli.record.typing_in import ask_secret
from openevac.cli.session import Session, session_of
from openevac.cli.written import write_file
from openevac.domain.errors import InputError
from openevac.domain.roles import Role

if TYPE_CHECKING:
    from openevac.cli.client.founding import Drawn, NewPerson
    from openevac.services.kernel.clock import Clock
    from openevac.vault.recovery import RecoveryEnvelope

DEMO_ORGANISATION = "dopomoha"
DEMO_TITLE = "Допомога (вигадана)"
DEMO_PEOPLE: dict[str, tuple[Role, ...]] = {
    "olena": (Role.OPERATOR,),
    "oksana": (Role.OPERATOR,),
    "kateryna": (Role.COORDINATOR,),
    "liudmyla": (Role.SHIFT_LEAD, Role.COORDINATOR),
    "stepan": (Role.CREW_LEADER, Role.CREW),
    "roman": (Role.CREW_LEADER, Role.CREW),
    "taras": (Role.CREW_LEADER, Role.CREW),
    "nazar": (Role.CREW_LEADER, Role.CREW),
    "sashko": (Role.CREW,),
    "raisa": (Role.RECEPTION,),
    "dmytro": (Role.DOCUMENTER,),
    "zoia": (Role.REPORTER,),
}
"""Invented people for looking around and for exercises."""
DEMO_PIN = "402917"

Codes = Annotated[list[str] | None, typer.Option(metavar="CODE", help="Code words of people with this role.")]


def init(
    context: typer.Context,
    organisation: Annotated[str, typer.Option(metavar="CODE", help="A short code of the organisation.")] = "",
    title: Annotated[str, typer.Option(metavar="WORDS", help="What the organisation is called on paper.")] = "",
    lead: Codes = None,
    coordinator: Codes = None,
    operator: Codes = None,
    crew_leader: Codes = None,
    reception: Codes = None,
    documenter: Codes = None,
    envelopes: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the two recovery envelopes are written, to be printed.")
    ] = Path("envelopes"),
    demo: Annotated[bool, typer.Option("--demo", help="Invented people and open keys: to look around.")] = False,
    machine: Json = False,
) -> None:
    """Set up an organisation: first people, keys, the encrypted database, and two recovery envelopes on paper."""
    session = session_of(context, machine=machine)
    require_nothing_yet(session)
    if demo:
        drawn = init_demo(session)
    else:
        named = {
            Role.SHIFT_LEAD: lead, Role.COORDINATOR: coordinator, Role.OPERATOR: operator,
            Role.CREW_LEADER: crew_leader, Role.RECEPTION: reception, Role.DOCUMENTER: documenter,
        }  # fmt: skip
        drawn = _init_for_real(session, organisation, title, named, envelopes)
    _tell(session, drawn, envelopes, demo=demo, machine=machine)


def init_demo(session: Session, clock: Clock | None = None) -> Drawn:
    """Set up the invented organisation, its keys lying open beside its database. `clock`: an exercise's own."""
    from openevac.cli.client.founding import NewPerson, draw_founding
    from openevac.vault.stretching import StretchCost

    places = RecordPlaces(session.config)
    places.config.home.mkdir(parents=True, exist_ok=True)
    keys = DemoKeys(
        organisation=DEMO_ORGANISATION,
        database_key=secrets.token_bytes(32),
        passphrase=secrets.token_urlsafe(24),
    )
    people = [
        NewPerson(code=code, roles=roles, passphrase=keys.passphrase, pin=DEMO_PIN)
        for code, roles in DEMO_PEOPLE.items()
    ]
    # The passphrase is random and lies open beside it: slow stretching would protect nothing.
    cheap = StretchCost(memory_kib=19_456, passes=2, lanes=1)
    now = clock.now() if clock is not None else datetime.now(UTC)
    drawn = draw_founding(DEMO_ORGANISATION, DEMO_TITLE, people, now, invented=True, cost=cheap)
    write_demo_keys(places.demo, keys)
    _found(drawn, keys.database_key, clock)
    return drawn


def _init_for_real(
    session: Session, organisation: str, title: str, named: dict[Role, list[str] | None], envelopes: Path
) -> Drawn:
    from openevac.cli.client.founding import draw_founding
    from openevac.vault.database_key import seal_database_key

    people = _ask_people(session, named)
    if not organisation or not title:
        raise InputError(
            "The organisation has no code or no title.",
            "Give --organisation CODE and --title WORDS.",
            field="organisation",
        )
    drawn = draw_founding(organisation, title, people, datetime.now(UTC))
    _print_envelopes(session, drawn.envelopes, envelopes)
    raw_key = None if session.config.database_url else new_database_key(session)
    _found(drawn, raw_key)
    if raw_key is not None:
        sealed = seal_database_key(raw_key, [one.recipient for one in drawn.envelopes])
        write_file(RecordPlaces(session.config).recovery, sealed)
    return drawn


def _ask_people(session: Session, named: dict[Role, list[str] | None]) -> list[NewPerson]:
    from openevac.cli.client.founding import NewPerson
    from openevac.vault.passphrases import require_strong

    roles: dict[str, list[Role]] = {}
    for role, codes in named.items():
        for code in codes or ():
            roles.setdefault(code, []).append(role)
    if Role.SHIFT_LEAD not in {role for one in roles.values() for role in one}:
        raise InputError(
            "There is no shift lead.",
            "Name at least one with --lead CODE: the lead opens the keys of a shift.",
            field="lead",
        )
    people = []
    for code, has in roles.items():
        passphrase = ask_secret(session, "New passphrase of {person}", person=code, twice=True)
        require_strong(passphrase)
        pin = ask_secret(session, "New six digits of {person}", person=code, twice=True)
        person_roles = (*has, Role.CREW) if Role.CREW_LEADER in has else tuple(has)
        people.append(NewPerson(code=code, roles=person_roles, passphrase=passphrase, pin=pin))
    return people


def new_database_key(session: Session) -> bytes:
    """Make the key of a new database: from a passphrase typed twice, or on removable media."""
    from openevac.vault.database_key import key_from_passphrase, new_media_key, new_salt_file
    from openevac.vault.passphrases import require_strong

    places = RecordPlaces(session.config)
    places.config.home.mkdir(parents=True, exist_ok=True)
    if session.config.key_file:
        return new_media_key(Path(session.config.key_file), places.database)
    passphrase = ask_secret(session, "New passphrase of the database", twice=True)
    require_strong(passphrase)
    new_salt_file(places.salt)
    return key_from_passphrase(passphrase, places.salt)


def _found(drawn: Drawn, raw_key: bytes | None, clock: Clock | None = None) -> None:
    from openevac.services.kernel.clock import SystemClock
    from openevac.services.keys.found_organisation import found_organisation
    from openevac.services.opening import close_store, make_tables, open_store

    open_store(raw_key)
    try:
        make_tables()
        found_organisation(drawn.founding, clock or SystemClock())
    finally:
        close_store()


def _print_envelopes(session: Session, envelopes: Sequence[RecoveryEnvelope], folder: Path) -> None:
    from openevac.reports.envelope import EnvelopePrint, recovery_envelope

    folder.mkdir(parents=True, exist_ok=True)
    for one in envelopes:
        printed = EnvelopePrint(
            organisation=one.organisation,
            letter=one.letter,
            seven=one.words,
            check_word=one.check_word,
            recipient=one.recipient,
            mark=one.mark,
            made_at=one.made_at,
        )
        write_file(folder / f"envelope-{one.letter}.pdf", recovery_envelope(session.words, printed))


def require_nothing_yet(session: Session) -> None:
    """Refuse where a record lies already."""
    places = RecordPlaces(session.config)
    if places.database.exists() or places.demo.exists() or places.salt.exists():
        raise InputError(
            "There is a record here already.",
            "Choose another folder with OPENEVAC_HOME; nothing is ever overwritten.",
            file=places.database.name,
        )


def _tell(session: Session, drawn: Drawn, envelopes: Path, *, demo: bool, machine: bool) -> None:
    founding = drawn.founding
    if machine:
        session.print_json(
            {
                "organisation": founding.organisation,
                "people": {one.code: one.roles for one in founding.people},
                "log": founding.log_vkey,
                "invented": founding.invented,
            }
        )
        return
    session.say("The organisation {organisation} is set up.", style="bold", organisation=founding.organisation)
    rows = [[one.code, ", ".join(session.words.word(role) for role in one.roles)] for one in founding.people]
    session.table([session.words.say("code word"), session.words.say("roles")], rows)
    if demo:
        session.say("All people here are invented and their keys lie open: for exercises only.")
    else:
        session.say(
            "Print both envelopes from {folder}, seal them, keep them in two places, then delete the files.",
            folder=str(envelopes),
        )
    session.say("The ledger's public key, to be read to a ledger witness: {vkey}", vkey=founding.log_vkey)
