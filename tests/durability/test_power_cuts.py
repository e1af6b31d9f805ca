"""The power is cut while clients write: what was acknowledged is there; with weaker syncing it would not be."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.durability.harness import ROOT, Nursery, Verdict, kill
from tests.torture import examples

CLIENTS = 2
FOREVER = 100_000
LONGEST_S = 0.5
MOUNT_S = 10


def why_not() -> str:
    """Say why there can be no such disk here; empty where there can."""
    if sys.platform != "linux" or not Path("/dev/fuse").exists():
        return "this system has no FUSE"
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "FUSE may not be used here"
    return "" if shutil.which("fusermount3") else "fuse3 is not installed (apt install fuse3)"


pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not() or "FUSE works")]


@pytest.fixture(scope="module")
def disk(nursery: Nursery) -> Iterator[Path]:
    """Mount a disk that forgets what was not synced."""
    mounted = nursery.folder / "disk"
    mounted.mkdir()
    process = subprocess.Popen([sys.executable, "-m", "tests.durability.losing_disk", str(mounted)], cwd=ROOT)
    give_up = time.monotonic() + MOUNT_S
    while not mounted.is_mount():
        assert process.poll() is None, "the disk did not come up"
        assert time.monotonic() < give_up
        time.sleep(0.02)
    yield mounted
    subprocess.run(["fusermount3", "-u", str(mounted)], check=True)
    process.wait()


def cut_while_writing(nursery: Nursery, disk: Path, chance: random.Random, seed: int, **weaker: str) -> Verdict:
    """Let clients write on that disk, cut its power at a random moment, and look at what is left."""
    home = nursery.new_home(disk)
    with (home / "record.db").open("rb+") as file:
        os.fsync(file.fileno())
    clients = [nursery.write(home, client, FOREVER, **weaker) for client in range(CLIENTS)]
    time.sleep(chance.uniform(0.05, LONGEST_S))
    for client in clients:
        kill(client)
    for client in clients:
        assert nursery.wait(client) == -9, nursery.complaints(home).read_text()
    left = nursery.folder / home.name
    left.mkdir()
    (disk / ".cut").write_text(f"{left} {seed}")
    verdict = nursery.verdict(left, CLIENTS)
    nursery.forget(left)
    return verdict


def test_a_power_cut_takes_no_acknowledged_row(nursery: Nursery, disk: Path, count_out: Callable[[str], None]) -> None:
    chance = random.Random(40)
    cuts = examples(40, 200)
    # Every second disk keeps nothing that was not synced, the others a random half of it, torn and out of order.
    verdicts = [cut_while_writing(nursery, disk, chance, seed=cut if cut % 2 else 0) for cut in range(cuts)]
    kept = sum(verdict.kept for verdict in verdicts)
    count_out(f"power cuts: {cuts}, {kept} commands kept, {sum(v.lost for v in verdicts)} lost")
    assert [verdict for verdict in verdicts if not verdict.clean] == []
    assert kept > cuts


def test_with_weaker_syncing_acknowledged_rows_would_be_lost(
    nursery: Nursery, disk: Path, count_out: Callable[[str], None]
) -> None:
    chance = random.Random(6)
    cuts = examples(6, 20)
    lost = sum(cut_while_writing(nursery, disk, chance, 0, synchronous="NORMAL").lost for _ in range(cuts))
    count_out(f"power cuts with synchronous=NORMAL: {cuts}, {lost} acknowledged commands lost")
    assert lost > 0
