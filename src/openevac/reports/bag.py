"""Incidents as a BagIt 1.0 folder: records, exhibits, custody and proofs of the ledger, for a body outside.

The manifests of a bag find damage, not forgery: whoever changes a file can write the manifests anew. What stands
against forgery are the proofs of the ledger that lie beside the records (RFC 8493 calls them tag files).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256, sha512
from pathlib import Path, PurePosixPath

import bagit
import msgspec

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.incidents import Exhibit, Incident, MayUse
from openevac.domain.units import require_aware

HASHES = {"sha256": sha256, "sha512": sha512}
MOST_BYTES = 1 << 20  # a film of an hour does not fit into memory: files are copied piece by piece


@dataclass(frozen=True, slots=True)
class ExhibitFile:
    """The bytes of one exhibit, or where they lie; sealed as stored, or opened for whoever may see it."""

    exhibit: str
    content: bytes | Path = field(repr=False)
    sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BagContents:
    """What goes into a bag. `custody`: exhibit or incident -> its steps; `proofs`: file name -> text of the ledger."""

    organisation: str
    made_at: datetime
    incidents: tuple[Incident, ...]
    exhibits: tuple[ExhibitFile, ...] = ()
    custody: Mapping[str, str] = field(default_factory=dict)
    proofs: Mapping[str, str] = field(default_factory=dict)


def record_of(incident: Incident) -> bytes:
    """Give the JSON of one incident as it stands in a bag: keys in the order of the record, UTF-8, one line end."""
    return msgspec.json.format(msgspec.json.encode(incident), indent=2) + b"\n"


def write_bag(folder: Path, contents: BagContents) -> Path:
    """Write a bag to a folder that does not exist yet; it appears whole or not at all.

    Raises InputError where a record may not be given away, an opened exhibit is not the original, an exhibit belongs
    to no record, or the folder cannot be written.
    """
    _require_sound(contents)
    if folder.exists():
        raise InputError("The folder {folder} exists already.", "Name a new one: nothing is written over.",
                         field="folder", folder=folder.name)  # fmt: skip
    partial = folder.with_name(f".{folder.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        _fill(partial, contents)
        bagit.Bag(str(partial)).validate()
        partial.rename(folder)
        _force(folder.parent)
    except OSError as fault:
        raise InputError("The bag cannot be written: {fault}.", "Make room or choose another folder; nothing was kept.",
                         field="folder", fault=fault.strerror or "unknown") from None  # fmt: skip
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder


def check_bag(folder: Path) -> None:
    """Check that a bag is whole; InputError says what is missing, added or changed."""
    try:
        bagit.Bag(str(folder)).validate()
    except bagit.BagError as fault:
        details = getattr(fault, "details", ())
        raise InputError(
            "The bag is not whole: {fault}.",
            "Ask for it again. Whole manifests prove no origin: check the proofs of the ledger too.",
            file=folder.name,
            fault=str(details[0] if details else fault),
        ) from None


def _require_sound(contents: BagContents) -> None:
    require_aware("made_at", contents.made_at)
    require_id("organisation", contents.organisation)
    known: dict[str, Exhibit] = {one.id: one for incident in contents.incidents for one in incident.exhibits}
    for incident in contents.incidents:
        if incident.may_use is MayUse.NOBODY_YET:
            raise InputError("Nobody has said who may use the record {incident}.",
                             "Ask the one who told it, or leave it out.",
                             field="may_use", incident=incident.id)  # fmt: skip
    for given in contents.exhibits:
        exhibit = known.get(given.exhibit)
        if exhibit is None:
            raise InputError("The exhibit {exhibit} belongs to no record of this bag.",
                             "Add its record, or leave it out.", field="exhibits", exhibit=given.exhibit)  # fmt: skip
        if not given.sealed and _hash(given.content) != exhibit.sha256:
            raise InputError("The exhibit {exhibit} is not the file that was taken: its hash differs.",
                             "Take the sealed original out of the store again.",
                             field="exhibits", exhibit=given.exhibit)  # fmt: skip


def _fill(bag: Path, contents: BagContents) -> None:
    payload = {f"data/incidents/{_name(one.id)}.json": record_of(one) for one in contents.incidents}
    media = {one.id: one.media_type for incident in contents.incidents for one in incident.exhibits}
    files: dict[str, bytes | Path] = {
        f"data/exhibits/{_name(one.exhibit)}{_ending(one, media)}": one.content for one in contents.exhibits
    }
    tags = {f"custody/{_name(name)}.txt": text.encode() for name, text in contents.custody.items()}
    tags |= {f"ledger/{_name(name)}": text.encode() for name, text in contents.proofs.items()}
    if len({*payload, *files, *tags}) < len(contents.incidents) + len(contents.exhibits) + len(tags):
        raise InputError("Two files of the bag would have one name.", "Give records and exhibits ids of their own.")
    sums = {name: _write(bag / name, content) for name, content in {**payload, **files}.items()}
    tags["bagit.txt"] = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    tags["bag-info.txt"] = _about(contents, sum((bag / name).stat().st_size for name in sums), len(sums)).encode()
    tags |= {f"manifest-{kind}.txt": _manifest(kind, sums) for kind in HASHES}
    tag_sums = {name: _write(bag / name, content) for name, content in tags.items()}
    for kind in HASHES:
        _write(bag / f"tagmanifest-{kind}.txt", _manifest(kind, tag_sums))


def _about(contents: BagContents, size: int, count: int) -> str:
    lines = (
        f"Source-Organization: {contents.organisation}",
        f"Bagging-Date: {contents.made_at.date().isoformat()}",
        f"Payload-Oxum: {size}.{count}",
        "External-Description: Records of incidents with custody and proofs of inclusion in a witnessed log.",
    )
    return "\n".join(lines) + "\n"


def _manifest(kind: str, sums: Mapping[str, Mapping[str, str]]) -> bytes:
    return "".join(f"{one[kind]}  {name}\n" for name, one in sorted(sums.items())).encode()


def _write(path: Path, content: bytes | Path) -> dict[str, str]:
    """Write one file to the disk for good and give its hashes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sums = {kind: start() for kind, start in HASHES.items()}
    with path.open("xb") as out:
        for piece in _pieces(content):
            out.write(piece)
            for one in sums.values():
                one.update(piece)
        out.flush()
        os.fsync(out.fileno())
    return {kind: one.hexdigest() for kind, one in sums.items()}


def _pieces(content: bytes | Path) -> Iterable[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as source:
        while piece := source.read(MOST_BYTES):
            yield piece


def _hash(content: bytes | Path) -> str:
    found = sha256()
    for piece in _pieces(content):
        found.update(piece)
    return found.hexdigest()


def _name(text: str) -> str:
    """Give a file name for an id on every system; one that would leave the bag or hide in it is refused."""
    require_id("id", text)
    if text.startswith(".") or PurePosixPath(text).name != text:
        raise InputError("'{value}' cannot name a file of the bag.", "Begin it with a letter or a digit.", value=text)
    return text.replace(":", "_")


_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "video/mp4": ".mp4",
    "audio/mp4": ".m4a",
    "application/pdf": ".pdf",
}


def _ending(given: ExhibitFile, media: Mapping[str, str]) -> str:
    return ".age" if given.sealed else _ENDINGS.get(media[given.exhibit], ".bin")


def _force(folder: Path) -> None:
    """Put the new name on the disk; systems that cannot open a folder do it by themselves."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
