"""Settings of one installation: read once from the environment, passed down, never imported by the core."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What this installation wants: `home` for packs it makes itself, `language` on screen and paper.

    Whether the language is one of ours, `reports.words` says: it knows which catalogues there are.
    """

    home: Path
    language: str


def read_config(environment: Mapping[str, str] = os.environ) -> Config:
    """Read OPENEVAC_HOME and OPENEVAC_LANG; without them ~/.local/share/openevac and Ukrainian."""
    home = environment.get("OPENEVAC_HOME") or str(Path.home() / ".local" / "share" / "openevac")
    return Config(home=Path(home), language=environment.get("OPENEVAC_LANG") or "uk")
