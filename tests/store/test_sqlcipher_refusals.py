"""What the open database refuses: a second writer that hangs, a file swapped under it, a forked child."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from django.db import IntegrityError, connection, transaction

from openevac.config import Config
from openevac.store.sqlcipher import place
from openevac.store.sqlcipher.connecting import open_database
from openevac.store.sqlcipher.refusals import DatabaseBusyError, StoreReplacedError, StoreUnusableError
from tests.store.only_sqlcipher import ONLY_SQLCIPHER, start_second_program

pytestmark = ONLY_SQLCIPHER

HOLD_THE_LOCK = """
with transaction.atomic():
    print("held", flush=True)
    sys.stdin.readline()
connection.close()
"""
WRITE_ONE = """
LogHead.objects.create(id=2, origin="second program")
connection.close()
"""
TRY_SQLITES_LOCK = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
        print("nobody has it open")
    except BlockingIOError:
        print("somebody has it open")
"""


def count() -> int:
    from openevac.store.models import LogHead

    return LogHead.objects.count()


def add(number: int) -> None:
    from openevac.store.models import LogHead

    LogHead.objects.create(id=number, origin="example.org/log")


def test_a_writer_that_hangs_is_named_and_reading_goes_on(fresh_database: Config) -> None:
    from django.db import connections

    connections.settings["default"]["OPTIONS"] = {"timeout": 0.1}
    holder = start_second_program(fresh_database, HOLD_THE_LOCK)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(DatabaseBusyError, match="Another program has been writing"), transaction.atomic():
        add(1)
    assert count() == 0
    holder.communicate("go\n")
    with transaction.atomic():
        add(1)
    assert count() == 1


def test_what_a_second_program_wrote_is_seen(fresh_database: Config) -> None:
    assert count() == 0
    writer = start_second_program(fresh_database, WRITE_ONE)
    assert writer.communicate()[1] == ""
    assert count() == 1


def test_a_file_swapped_under_an_open_connection_takes_no_more_writes(fresh_database: Config) -> None:
    add(1)
    shutil.copy(fresh_database.record_file, fresh_database.home / "copy.db")
    (fresh_database.home / "copy.db").replace(fresh_database.record_file)
    with pytest.raises(StoreReplacedError, match="was replaced, moved or deleted"), transaction.atomic():
        add(2)
    connection.close()


def test_a_file_swapped_in_the_middle_of_a_command_is_found_before_the_commit(fresh_database: Config) -> None:
    def command() -> None:
        with transaction.atomic():
            add(1)
            fresh_database.record_file.rename(fresh_database.home / "elsewhere.db")

    with pytest.raises(StoreReplacedError):
        command()
    assert count() == 0  # the connection still reads the moved file: the row was rolled back there too
    connection.close()


def test_a_deleted_log_takes_no_more_writes(fresh_database: Config) -> None:
    add(1)
    place.log_of(fresh_database.record_file).unlink()
    with pytest.raises(StoreReplacedError), transaction.atomic():
        add(2)
    connection.close()


def test_the_log_of_another_moment_is_not_mistaken_for_a_swap(fresh_database: Config) -> None:
    for number in range(1, 40):
        add(number)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with transaction.atomic():
        add(40)
    assert count() == 40


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_opening_another_connection_leaves_this_one_its_locks(fresh_database: Config) -> None:
    add(1)
    assert somebody_has_it_open(fresh_database)
    # Looking at the header once more would close a descriptor, and with it drop this process's locks on the file:
    # the next program that closes it would take itself for the last one, and delete the log we go on writing to.
    open_database(fresh_database.record_file, {}, 1.0).close()
    assert somebody_has_it_open(fresh_database)
    connection.close()
    assert not somebody_has_it_open(fresh_database)


def somebody_has_it_open(config: Config) -> bool:
    tried = [sys.executable, "-c", TRY_SQLITES_LOCK, str(config.record_file)]
    return subprocess.run(tried, capture_output=True, text=True, check=True).stdout == "somebody has it open\n"


def test_a_folder_without_the_right_to_write_is_named(fresh_database: Config) -> None:
    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON")
        add(1)

    with pytest.raises(StoreUnusableError, match="can be read but not written"):
        write()
    connection.close()


def test_an_error_that_is_no_matter_of_the_disk_stays_what_it_is(fresh_database: Config) -> None:
    add(1)
    with pytest.raises(IntegrityError):
        add(1)


FORKED = """
import os
from openevac.store.models import LogHead
LogHead.objects.create(id=1, origin="example.org/log")
if sys.argv[-1] == "closed":
    connection.close()
child = os.fork()
if child == 0:
    try:
        connection.close()
        LogHead.objects.create(id=2, origin="example.org/log")
    except RuntimeError as fault:
        os._exit(7 if "forked" in str(fault) else 1)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), LogHead.objects.count())
connection.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize(("stands", "ends"), [("open", "7 1\n"), ("closed", "0 2\n")])
def test_a_child_may_use_the_database_only_if_it_was_closed_before_the_fork(
    fresh_database: Config, stands: str, ends: str
) -> None:
    """In a program of its own: what other tests left open is open for every child of this one."""
    connection.close()
    program = start_second_program(fresh_database, FORKED.replace("sys.argv[-1]", repr(stands)))
    assert program.communicate()[0] == ends


BUSY_WRITER = """
import time
connection.ensure_connection()
print("ready", flush=True)
sys.stdin.readline()
end = time.monotonic() + 4.0
written = 0
while time.monotonic() < end:
    with transaction.atomic():
        LogHead.objects.filter(id=1).update(size=written)
        time.sleep(0.03)
    written += 1
print(written)
connection.close()
"""


@pytest.mark.slow
def test_among_busy_writers_everybody_gets_a_turn(fresh_database: Config) -> None:
    add(1)
    connection.close()
    writers = [start_second_program(fresh_database, BUSY_WRITER) for _ in range(4)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    said = [writer.communicate() for writer in writers]
    turns = [int(out) if out else 0 for out, _ in said]
    assert min(turns) * 3 > max(turns), (turns, said)
