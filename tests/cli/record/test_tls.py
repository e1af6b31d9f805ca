"""`openevac tls`: what it writes, and that `serve` takes it by itself."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OPENEVAC_HOME": str(home), "OPENEVAC_LANG": "en", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "openevac", *words], capture_output=True, text=True, env=environment, check=False
    )


def test_a_certificate_is_made_and_the_authority_kept(tmp_path: Path) -> None:
    said = run(tmp_path, "tls", "desk.local", "192.168.1.10")
    assert said.returncode == 0, said.stderr
    assert "desk.local, 192.168.1.10 is good until" in said.stdout
    assert "comparing its fingerprint" in said.stdout
    for name in ("authority-key.pem", "pages-key.pem"):
        assert stat.S_IMODE((tmp_path / "tls" / name).stat().st_mode) == 0o600
    before = (tmp_path / "tls" / "authority.pem").read_bytes()
    pages = (tmp_path / "tls" / "pages.pem").read_bytes()
    assert run(tmp_path, "tls", "desk.local").returncode == 0
    assert (tmp_path / "tls" / "authority.pem").read_bytes() == before
    assert (tmp_path / "tls" / "pages.pem").read_bytes() != pages


def test_without_one_serving_others_says_how_to_make_it(tmp_path: Path) -> None:
    said = run(tmp_path, "serve", "--host", "192.0.2.1")
    assert said.returncode == 2
    assert "openevac tls NAME" in said.stderr
