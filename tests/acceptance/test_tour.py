"""The five-minute tour of the README works as written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_tour_works_as_written(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"<!-- tour -->\n```\n(.*?)```", readme, flags=re.DOTALL)
    assert len(blocks) == 4
    (tmp_path / "src").symlink_to(ROOT / "src")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "openevac").symlink_to(Path(sys.executable).parent / "openevac")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "UA63080090010026457" in done.stdout, "the search finds the town under its Russian spelling"
    assert "The plan holds" in done.stdout
    fastest, least = (re.search(rf"^{name}.*?(\d[\d.,]*)×", done.stdout, re.MULTILINE) for name in ("fastest", "least"))
    assert fastest is not None
    assert least is not None
    assert float(fastest.group(1)) > 10, "the README says: more than ten times"
    for name in ("danger.png", "tomorrow/plan.html", "tomorrow/brief.pdf", "tomorrow/crew-sheets.pdf"):
        assert (tmp_path / name).stat().st_size > 10_000, name
    assert list((tmp_path / "tomorrow" / "trips").glob("*.gpx"))
