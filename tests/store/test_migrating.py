"""Web processes that start together after an update: one brings the tables up to date, the others wait for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from openevac.config import Config
from tests.databases import chosen_kind

ROOT = Path(__file__).parents[2]
STARTS = """
import sys
from pathlib import Path
from openevac.config import Config
from tests.databases import set_up_django
set_up_django(Config(home=Path(sys.argv[1]), language="en", database_url=sys.argv[2]))
from openevac.services.opening import close_connections, make_tables, tables_fit
print("ready", flush=True)
sys.stdin.readline()
make_tables()
print(tables_fit())
close_connections()
"""


@pytest.mark.skipif(chosen_kind() != "postgres", reason="the encrypted file has one web process")
def test_three_web_processes_that_start_together_find_the_tables_made(fresh_database: Config) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", STARTS, str(fresh_database.home), fresh_database.database_url],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    for one in starting:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in starting:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    assert [one.communicate(timeout=120) for one in starting] == [("True\n", "")] * 3
