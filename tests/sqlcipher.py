"""SQLCipher databases for tests: files in folders of their own, copies of a migrated one."""

from __future__ import annotations

import shutil
from pathlib import Path

from openevac.config import Config
from tests.databases import TEMPLATE


class SqlcipherDatabases:
    """Makes encrypted files; a copy takes milliseconds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / TEMPLATE).mkdir()

    def config_of(self, name: str) -> Config:
        """Give the config of an installation that uses one of its files."""
        return Config(home=self._folder / name, language="uk")

    def close_template(self) -> None:
        """Bring everything into the file itself, so that copying the file copies the database."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def make(self, name: str) -> None:
        """Make a copy of the template."""
        self.drop(name)
        made = self.config_of(name).record_file
        made.parent.mkdir()
        shutil.copy(self.config_of(TEMPLATE).record_file, made)

    def drop(self, name: str) -> None:
        """Remove a file with its log."""
        shutil.rmtree(self.config_of(name).home, ignore_errors=True)
