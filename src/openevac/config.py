"""Settings of one installation: read once from the environment, passed down, never imported by the core."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What this installation wants: `home` for packs and data it makes itself, `language` on screen and paper.

    Whether the language is one of ours, `reports.words` says: it knows which catalogues there are.
    `database_url`: a PostgreSQL address; empty means the encrypted file `home/record.db`. `key_file`: where the
    database key lies when it is on removable media; empty means a passphrase is asked. `tell_program`: what the worker
    runs to tell people of alarms; empty means that it says them at its own terminal. `host_name`: the name other
    computers reach the pages by; empty means that only this computer does. `proxy`: the address of the reverse proxy
    whose word is taken on who asks, and whether over TLS; empty means that there is none.
    """

    home: Path
    language: str
    database_url: str = ""
    key_file: str = ""
    tell_program: str = ""
    host_name: str = ""
    proxy: str = ""

    @property
    def record_file(self) -> Path:
        """Give the path of the encrypted database."""
        return self.home / "record.db"


def read_config(environment: Mapping[str, str] = os.environ) -> Config:
    """Read OPENEVAC_HOME, _LANG, _KEY_FILE, _TELL, _HOST and _PROXY, and DATABASE_URL.

    Without them: ~/.local/share/openevac, Ukrainian, the encrypted file there, and a passphrase at start.
    """
    home = environment.get("OPENEVAC_HOME") or str(Path.home() / ".local" / "share" / "openevac")
    return Config(
        home=Path(home),
        language=environment.get("OPENEVAC_LANG") or "uk",
        database_url=environment.get("DATABASE_URL") or "",
        key_file=environment.get("OPENEVAC_KEY_FILE") or "",
        tell_program=environment.get("OPENEVAC_TELL") or "",
        host_name=environment.get("OPENEVAC_HOST") or "",
        proxy=environment.get("OPENEVAC_PROXY") or "",
    )
