"""Bags of incidents: a stranger's tool takes them, damage is found, and forgery is found by the ledger's proof."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256, sha512
from pathlib import Path

import msgspec
import pytest

from openevac.domain.errors import InputError
from openevac.domain.incidents import Exhibit, Incident, IncidentKind, KnownBy, MayUse
from openevac.ledger.proof import check_proof, make_proof, parse_proof
from openevac.reports.bag import BagContents, ExhibitFile, check_bag, record_of, write_bag
from tests.ledger.made_log import MadeLog, MadeWitness, witnessed

NOW = datetime(2025, 10, 12, 9, tzinfo=UTC)
PHOTO = b"\xff\xd8 invented photograph" * 1000
INCIDENT = Incident(
    id="i-7", kind=IncidentKind.DRONE_STRIKE, happened_at=NOW, known_by=KnownBy.SEEN, may_use=MayUse.PROSECUTOR,
    katottg="UA63990010010000001", civilians_wounded=2, vehicle_hit=True, vehicle_marked=True,
    exhibits=(Exhibit(id="x-1", sha256=sha256(PHOTO).hexdigest(), size_bytes=len(PHOTO), media_type="image/jpeg"),),
)  # fmt: skip
CONTENTS = BagContents(
    organisation="vyhadana",
    made_at=NOW,
    incidents=(INCIDENT,),
    exhibits=(ExhibitFile("x-1", PHOTO, sealed=False),),
    custody={"x-1": "2025-10-12T09:00Z taken e-3\n2025-10-12T12:00Z received d-1\n"},
    proofs={"i-7.tlog-proof": "proof\n"},
)


def opened(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def manifest_again(bag: Path) -> None:
    """Write all manifests anew over what lies there, as a forger would."""
    for start, of in (("manifest", "data"), ("tagmanifest", "")):
        for kind, made in (("sha256", sha256), ("sha512", sha512)):
            names = [name for name in opened(bag) if name.startswith("data/") == bool(of)]
            names = [name for name in names if not name.startswith("tagmanifest")]
            lines = [f"{made((bag / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
            (bag / f"{start}-{kind}.txt").write_text("".join(lines))


def test_a_bag_holds_record_exhibit_custody_and_proof(tmp_path: Path) -> None:
    bag = write_bag(tmp_path / "bag", CONTENTS)
    assert opened(bag) == [
        "bag-info.txt", "bagit.txt", "custody/x-1.txt", "data/exhibits/x-1.jpg", "data/incidents/i-7.json",
        "ledger/i-7.tlog-proof", "manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt",
        "tagmanifest-sha512.txt",
    ]  # fmt: skip
    assert (bag / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert msgspec.json.decode((bag / "data/incidents/i-7.json").read_bytes(), type=Incident) == INCIDENT
    assert (bag / "data/exhibits/x-1.jpg").read_bytes() == PHOTO
    info = (bag / "bag-info.txt").read_text()
    assert "Bagging-Date: 2025-10-12\n" in info
    assert f"Payload-Oxum: {len(PHOTO) + len(record_of(INCIDENT))}.2\n" in info
    check_bag(bag)


def test_the_tool_of_the_library_of_congress_takes_it(tmp_path: Path) -> None:
    bag = write_bag(tmp_path / "bag", CONTENTS)
    command = [sys.executable, "-m", "bagit", "--validate", str(bag)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "is valid" in done.stderr


def test_every_changed_missing_or_added_file_is_found(tmp_path: Path) -> None:
    names = opened(write_bag(tmp_path / "sound", CONTENTS))
    assert len(names) == 10
    for number, name in enumerate(names):
        bag = write_bag(tmp_path / f"changed{number}", CONTENTS)
        raw = bytearray((bag / name).read_bytes())
        raw[len(raw) // 2] ^= 1
        (bag / name).write_bytes(bytes(raw))
        with pytest.raises(InputError, match="The bag is not whole"):
            check_bag(bag)
    bag = write_bag(tmp_path / "missing", CONTENTS)
    (bag / "custody/x-1.txt").unlink()
    with pytest.raises(InputError, match="not whole"):
        check_bag(bag)
    bag = write_bag(tmp_path / "added", CONTENTS)
    (bag / "data/incidents/i-8.json").write_text("{}")
    with pytest.raises(InputError, match=r"not whole: .*found 3 files"):
        check_bag(bag)


def test_a_forgery_with_new_manifests_is_whole_and_still_found_by_the_ledger(tmp_path: Path) -> None:
    log = MadeLog().grow(5)
    log.add(NOW, "record_incident", record_of(INCIDENT))
    log.grow(5)
    note = witnessed(log, MadeWitness.of(log.key))
    proof = make_proof(5, log.entries[5], log.salts[5], note, log.stored.node_of)
    bag = write_bag(tmp_path / "bag", replace(CONTENTS, proofs={"i-7.tlog-proof": proof.text()}))
    read, record = bag / "ledger/i-7.tlog-proof", bag / "data/incidents/i-7.json"
    check_proof(parse_proof(read.read_text()), log.key.verifier, body=record.read_bytes())

    record.write_bytes(record_of(replace(INCIDENT, civilians_wounded=0)))
    manifest_again(bag)
    info = (bag / "bag-info.txt").read_text()
    size = len(PHOTO) + len(record.read_bytes())
    (bag / "bag-info.txt").write_text(info.replace(info.split("Oxum: ")[1].split("\n")[0], f"{size}.2"))
    manifest_again(bag)
    check_bag(bag)  # manifests alone are deceived
    with pytest.raises(InputError, match="The body is not the one that entry 5 commits to"):
        check_proof(parse_proof(read.read_text()), log.key.verifier, body=record.read_bytes())


def test_sealed_exhibits_come_as_stored_and_from_files(tmp_path: Path) -> None:
    (tmp_path / "sealed").write_bytes(b"age-encryption.org/v1 ...")
    given = (ExhibitFile("x-1", tmp_path / "sealed", sealed=True),)
    bag = write_bag(tmp_path / "bag", replace(CONTENTS, exhibits=given))
    assert (bag / "data/exhibits/x-1.age").read_bytes() == b"age-encryption.org/v1 ..."
    check_bag(bag)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"exhibits": (ExhibitFile("x-1", PHOTO + b"!", sealed=False),)}, "its hash differs"),
        ({"exhibits": (ExhibitFile("x-9", PHOTO, sealed=True),)}, "belongs to no record"),
        ({"incidents": (replace(INCIDENT, may_use=MayUse.NOBODY_YET),)}, "Nobody has said who may use"),
        ({"incidents": (INCIDENT, INCIDENT)}, "would have one name"),
        ({"proofs": {"..": "x"}}, "cannot name a file"),
        ({"proofs": {"../../x": "x"}}, "is not an id"),
        ({"custody": {".hidden": "x"}}, "cannot name a file"),
        ({"exhibits": (ExhibitFile("x-1", Path("nowhere"), sealed=True),)}, "cannot be written"),
    ],
)
def test_what_must_not_be_bagged_is_refused_and_nothing_is_left(
    tmp_path: Path, wrong: dict[str, object], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        write_bag(tmp_path / "bag", replace(CONTENTS, **wrong))  # type: ignore[arg-type]  # fields by name from the table above
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over_and_a_broken_try_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".bag.partial").mkdir()
    (tmp_path / ".bag.partial/data").write_text("left by a cut of power")
    bag = write_bag(tmp_path / "bag", CONTENTS)
    assert [path.name for path in tmp_path.iterdir()] == ["bag"]
    with pytest.raises(InputError, match="exists already"):
        write_bag(bag, CONTENTS)
    check_bag(bag)


def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (write_bag(tmp_path / name, CONTENTS) for name in ("one", "other"))
    assert [(one / name).read_bytes() for name in opened(one)] == [
        (other / name).read_bytes() for name in opened(other)
    ]


def test_no_bytes_of_an_exhibit_are_printed() -> None:
    assert b"invented" not in repr(CONTENTS).encode()
