"""A full disk: refused in words, nothing half saved, reading goes on, and writing too as soon as there is room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.durability.harness import Nursery

SIZE_KB = 8_000
ROOM_BYTES = 400_000
"""What is left beside the ballast: some requests fit, then no more."""
REFUSALS = 6
"""Three in a row, twice."""


def why_not() -> str:
    """Say why no small disk can be mounted here; empty where it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "mounting a small disk (tmpfs) needs root"
    return ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "root mounts")


@pytest.fixture
def small_disk(nursery: Nursery) -> Iterator[Path]:
    """Mount a disk of eight megabytes."""
    mounted = nursery.folder / "small"
    mounted.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_KB}k", "tmpfs", str(mounted)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("tmpfs may not be mounted here")
    yield mounted
    subprocess.run(["umount", str(mounted)], check=True)


@pytest.mark.slow
def test_a_full_disk_refuses_and_recovers_without_a_restart(
    nursery: Nursery, small_disk: Path, count_out: Callable[[str], None]
) -> None:
    home = nursery.new_home(small_disk)
    ballast = small_disk / "ballast"
    answer = nursery.folder / "fill.json"
    nursery.run(
        "fill", home, notes=str(nursery.notes(home, 0)), ballast=str(ballast), room_bytes=ROOM_BYTES,
        answer=str(answer),
    )  # fmt: skip
    seen = json.loads(answer.read_text())
    assert [said.split(".")[0] for said in seen["refusals"]] == ["The disk is full, nothing was saved"] * REFUSALS
    acknowledged = nursery.notes(home, 0).read_text().count("ack ")
    verdict = nursery.verdict(home, 1)
    count_out(f"full disk: twice, {acknowledged} commands acknowledged, {verdict.lost} lost, {verdict.ghosts} ghosts")
    assert verdict.clean, verdict
    assert 0 < seen["read_while_full"][0] < seen["read_while_full"][1] < acknowledged


@pytest.mark.slow
def test_a_program_that_starts_on_a_full_disk_says_so(nursery: Nursery, small_disk: Path) -> None:
    home = nursery.new_home(small_disk)
    nursery.run("write", home, client="one", notes=str(nursery.notes(home, 0)), count=2)
    with (small_disk / "ballast").open("wb") as file, pytest.raises(OSError, match="No space left"):
        file.write(bytes(SIZE_KB * 1024))
    assert nursery.wait(nursery.write(home, 1, 1)) != 0
    assert "The disk is full: the database needs a little room" in nursery.complaints(home).read_text()
    (small_disk / "ballast").unlink()
    assert nursery.verdict(home, 2).clean
