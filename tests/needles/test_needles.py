"""A day with a thousand invented people: none of their words lies anywhere, and who was erased is gone for good."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openevac.config import Config
from tests.databases import KEY, chosen_kind, databases
from tests.needles.household import ask_the_web, work_a_day
from tests.needles.memory import memory_of
from tests.needles.pages import plain_pages
from tests.needles.people import invent
from tests.needles.processes import free_port, holding, running, wait_for_web, wait_for_worker
from tests.needles.searching import Needles
from tests.needles.spelling import HOW_MANY, all_spellings
from tests.services.cast import ORGANISATION, Cast, TestClock, found_cast
from tests.torture import examples

SQLCIPHER = chosen_kind() == "sqlcipher"


@pytest.fixture
def cast(fresh_database: Config) -> Iterator[Cast]:
    """Found the cast by today's clock: the worker beside it has the clock of this computer."""
    made = found_cast(clock=TestClock(at=datetime.now(UTC)))
    yield made
    made.lock()


def places(config: Config) -> list[Path]:
    """Give every file of the installation, the database server's too."""
    roots = [config.home]
    if not SQLCIPHER:
        roots.append(Path(databases()._folder) / "data")  # type: ignore[attr-defined] # the server's own files
    return sorted(path for root in roots for path in root.rglob("*") if path.is_file())


def bytes_of(path: Path) -> bytes:
    """Give what lies in a file; nothing where the database server removed it between looking and reading."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def readable(config: Config) -> Iterator[tuple[str, bytes]]:
    """Give what lies in every file, and the database's pages as who has its key reads them."""
    for path in places(config):
        yield str(path.relative_to(path.anchor)), bytes_of(path)
    if SQLCIPHER:
        yield "pages of the open database", plain_pages(config.record_file, KEY)


def hits(needles: Needles, config: Config) -> dict[str, set[str]]:
    return {name: found for name, data in readable(config) if (found := needles.found_in(data))}


def flush(first: str = "") -> None:
    """Let the server bring everything it holds in memory into its files. `first`: what the server does before."""
    from django.db import connection

    with connection.cursor() as cursor:
        if not SQLCIPHER:
            cursor.execute(f"{first}; CHECKPOINT" if first else "CHECKPOINT")


def test_no_word_of_a_thousand_people_lies_anywhere(
    cast: Cast, fresh_database: Config, record_property: Callable[[str, object], None]
) -> None:
    config, count = fresh_database, examples(1000, 10_000)
    people = invent(count)
    words = {word for one in people for word in one.needles()}
    needles = Needles(words)
    began = time.monotonic()
    receipts = work_a_day(cast, people, config.home)
    assert len(receipts) == count
    worked_s, key, port = time.monotonic() - began, KEY if SQLCIPHER else b"", free_port()
    web_log, worker_log = config.home / "web.log", config.home / "worker.log"
    with running("openevac.cli.record.web_process", config, key, port, web_log) as web:
        with running("openevac.cli.record.worker_process", config, key, 0, worker_log):
            wait_for_web(port, web)
            answered = ask_the_web(port, receipts)
            wait_for_worker(worker_log)
            lying = hits(needles, config)
        looked, in_memory = _search_memory(needles, web.pid)
    flush()
    for name, found in hits(needles, config).items():
        lying.setdefault(name, set()).update(found)
    assert worker_log.stat().st_size > 0, "the worker said nothing: it did not turn"
    assert lying == {}
    assert in_memory == set()
    assert looked > 10_000_000, "that was not the memory of a program"
    files = places(config)
    size = sum(path.stat().st_size for path in files)
    assert {path.suffix for path in files} >= {".oevbackup", ".log"}
    memory = f"{looked / 1e6:.0f} MB of the web process's memory after {answered} questions"
    spent = f"worked {worked_s:.0f} s, all {time.monotonic() - began:.0f} s"
    lay = f"{len(files)} files ({size / 1e6:.0f} MB)"
    record_property(
        "counted",
        f"needles ({chosen_kind()}): {count} people, {len(words)} words, 0 found in {lay} and {memory}; {spent}",
    )


def _search_memory(needles: Needles, process: int) -> tuple[int, set[str]]:
    looked, found = 0, set[str]()
    try:
        for piece in memory_of(process):
            looked += len(piece)
            found |= needles.found_in(piece)
    except (PermissionError, FileNotFoundError) as fault:
        pytest.skip(f"the memory of another process cannot be read here: {type(fault).__name__}")
    return looked, found


def spelled_words() -> dict[str, bytes]:
    """Give one invented name for each spelling in each encoding, and how it is written down."""
    return all_spellings([one.needles()[0] for one in invent(HOW_MANY)])


def test_a_word_of_any_spelling_in_the_memory_of_a_process_would_be_found() -> None:
    spelled = spelled_words()
    with holding(b" | ".join(spelled.values())) as process:
        _, found = _search_memory(Needles(spelled), process)
    assert found == set(spelled)


@pytest.mark.parametrize("place", ["web.log", "temporary/x", "exports/requests", "backups/x.part"])
def test_a_word_of_any_spelling_in_any_file_would_be_found(fresh_database: Config, place: str) -> None:
    spelled = spelled_words()
    path = fresh_database.home / place
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\n".join(spelled.values()))
    assert set().union(*hits(Needles(spelled), fresh_database).values()) == set(spelled)


def test_a_word_of_any_spelling_in_a_row_would_be_found(cast: Cast, fresh_database: Config, tmp_path: Path) -> None:
    """In the write-ahead log first, then in the pages of the file, also when the rows are gone again."""
    from django.db import connection

    from openevac.store.models import Organisation, PlanRecord

    config, spelled = fresh_database, spelled_words()
    needles = Needles(spelled)
    with connection.cursor() as cursor:
        if SQLCIPHER:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert hits(needles, config) == {}
    us = Organisation.objects.get(id=ORGANISATION)
    for body in spelled.values():
        now = cast.clock.now()
        PlanRecord.objects.create(organisation=us, made_at=now, made_for=now.date(), asked_by="kateryna", body=body)
    flush()
    found = hits(needles, config)
    if not SQLCIPHER:
        logs = [words for name, words in found.items() if "pg_wal" in name]
        heap = [words for name, words in found.items() if "/base/" in name]
        assert set().union(*logs) == set().union(*heap) == set(spelled)
        return
    assert found == {"pages of the open database": set(spelled)}
    alone = tmp_path / "record.db"
    alone.write_bytes(config.record_file.read_bytes())
    assert needles.found_in(plain_pages(alone, KEY)) == set(), "all of them lie in the log still"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert needles.found_in(plain_pages(config.record_file, KEY)) == set(spelled), "after a checkpoint too"


def test_who_was_erased_cannot_be_opened_with_all_keys(
    cast: Cast, fresh_database: Config, record_property: Callable[[str, object], None], tmp_path: Path
) -> None:
    from openevac.services.records.erase_person import ErasePerson, erase_person
    from openevac.services.work.backup import ERASURES, restore_backup, write_erasure_list
    from tests.needles.opening import Seals
    from tests.services.work.test_backup import empty_store, lead_identity

    people = invent(12)
    receipts = work_a_day(cast, people, fresh_database.home)
    gone = receipts[0]
    seals = Seals(cast, gone)
    assert len(seals.payloads) == 5, "household, person, registration, driver, relative"
    # The server looks at tables by itself now and then, and writes values it sees down as statistics.
    flush("ANALYZE")
    before = seals.opened_in(live_files(fresh_database))
    assert seals.keys_of_gone <= before, "the search opens the wraps that are there"
    assert all(seals.lies_in(live_files(fresh_database)).values()), "and finds the payloads"

    erase_person(cast.order("kateryna"), ErasePerson(receipt=gone))
    flush()
    after = seals.opened_in(live_files(fresh_database))
    assert after == before - seals.keys_of_gone, "everybody else's wraps still open, nobody else's are gone"
    assert not any(seals.lies_in(live_files(fresh_database)).values())

    in_log = len(seals.opened_in(servers_log(fresh_database)) & seals.keys_of_gone)
    write_erasure_list(fresh_database.home / "backups")
    (backup,) = (fresh_database.home / "backups").glob("*.oevbackup")
    identity = lead_identity()
    empty_store()
    back = restore_backup(backup, identity, cast.clock.now(), [fresh_database.home / "backups" / ERASURES])
    flush()
    assert back.erased_again == 1
    assert not seals.opened_in(live_files(fresh_database)) & seals.keys_of_gone
    assert not any(seals.lies_in(live_files(fresh_database)).values())
    record_property("counted", f"erased ({chosen_kind()}): {len(before)} record keys open before, {len(after)} after, "
                    f"0 of {len(seals.keys_of_gone)} of who was erased; nor after a restore; "
                    f"{in_log} in the log of the database server")  # fmt: skip


def live_files(config: Config) -> Iterator[bytes]:
    """Give the live files as who has the database's key reads them: all pages, freed ones too, and the log.

    PostgreSQL's own write-ahead log is not ours to clean: it needs an encrypted volume (docs/security.md).
    """
    if SQLCIPHER:
        yield plain_pages(config.record_file, KEY)
        return
    for path in places(config):
        if "pg_wal" not in path.parts and not path.is_relative_to(config.home):
            yield bytes_of(path)


def servers_log(config: Config) -> Iterator[bytes]:
    """Give PostgreSQL's own write-ahead log, which lets go of nothing until its files are used again."""
    for path in () if SQLCIPHER else places(config):
        if "pg_wal" in path.parts:
            yield bytes_of(path)


def test_wal_is_told_apart() -> None:
    """What `live_files` leaves out on PostgreSQL is only the server's log and our own backups."""
    assert SQLCIPHER or any("pg_wal" in path.parts for path in places(databases().config_of("main")))
