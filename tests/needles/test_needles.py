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
from tests.services.cast import Cast, TestClock, found_cast
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


def readable(config: Config) -> Iterator[tuple[str, bytes]]:
    """Give what lies in every file, and the database's pages as who has its key reads them."""
    for path in places(config):
        yield str(path.relative_to(path.anchor)), path.read_bytes()
    if SQLCIPHER:
        yield "pages of the open database", plain_pages(config.record_file, KEY)


def hits(needles: Needles, config: Config) -> dict[str, set[str]]:
    return {name: found for name, data in readable(config) if (found := needles.found_in(data))}


def flush() -> None:
    """Let the server bring everything it holds in memory into its files."""
    from django.db import connection

    with connection.cursor() as cursor:
        if not SQLCIPHER:
            cursor.execute("CHECKPOINT")


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


def test_a_word_in_the_memory_of_a_process_would_be_found() -> None:
    word = invent(1)[0].needles()[0]
    with holding(f"шукайте {word} тут".encode()) as process:
        _, found = _search_memory(Needles([word]), process)
    assert found == {word}


def test_a_word_in_any_file_or_row_would_be_found(cast: Cast, fresh_database: Config) -> None:
    """Planted in a log, a temporary file, an export and a row that the database then frees."""
    from django.db import connection

    from openevac.store.models import Organisation

    config, words = fresh_database, [one.needles()[0] for one in invent(5)]
    needles = Needles(words)
    assert hits(needles, config) == {}
    Organisation.objects.update(title=words[0])
    for place, word in zip(("web.log", "temporary/x", "exports/requests", "backups/x.part"), words[1:], strict=True):
        path = config.home / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"… {word} …")
    flush()
    found = hits(needles, config)
    assert set().union(*found.values()) == set(words)
    if SQLCIPHER:
        assert words[0] in found["pages of the open database"]
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert words[0] in needles.found_in(plain_pages(config.record_file, KEY)), "after a checkpoint too"


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
    flush()
    before = seals.opened_in(live_files(fresh_database))
    assert seals.keys_of_gone <= before, "the search opens the wraps that are there"
    assert all(seals.lies_in(live_files(fresh_database)).values()), "and finds the payloads"

    erase_person(cast.order("kateryna"), ErasePerson(receipt=gone))
    flush()
    after = seals.opened_in(live_files(fresh_database))
    assert after == before - seals.keys_of_gone, "everybody else's wraps still open, nobody else's are gone"
    assert not any(seals.lies_in(live_files(fresh_database)).values())

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
                    f"0 of {len(seals.keys_of_gone)} of who was erased; nor after a restore")  # fmt: skip


def live_files(config: Config) -> Iterator[bytes]:
    """Give the live files as who has the database's key reads them: all pages, freed ones too, and the log.

    PostgreSQL's own write-ahead log is not ours to clean: it needs an encrypted volume (docs/security.md).
    """
    if SQLCIPHER:
        yield plain_pages(config.record_file, KEY)
        return
    for path in places(config):
        if "pg_wal" not in path.parts and not path.is_relative_to(config.home):
            yield path.read_bytes()


def test_wal_is_told_apart() -> None:
    """What `live_files` leaves out on PostgreSQL is only the server's log and our own backups."""
    assert SQLCIPHER or any("pg_wal" in path.parts for path in places(databases().config_of("main")))
