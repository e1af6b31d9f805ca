"""Check the log of an OpenEvac organisation without OpenEvac: one file, Python and its `cryptography` library.

    python offline.py EXPORT [--log VKEY] [--witness VKEY] [--witnessed FILE]
    python offline.py EXPORT --proof FILE [--body FILE [--record FILE]]

EXPORT is the .jsonl file or the folder that `openevac ledger export` wrote. VKEY is the line `name+id+base64` that the
organisation or the witness gave you themselves: a key that merely stands in the export proves nothing. --witnessed
is the newest checkpoint fetched from the witness; with it every cut or rewriting up to that size is found.
--record is the JSON of an incident from a bag: the body of its entry must hold the hash of it without its exhibits.
Exit code 0: nothing wrong was found; 1: something is wrong, and is named; 2: it cannot be checked, and why.

What is checked. Entry i is a line of JSON, its leaf. Its hash is SHA-256(0x00, leaf). Two halves of a tree hash to
SHA-256(0x01, left, right), where the left half has the largest power of two of leaves that is smaller than all
(RFC 6962). A checkpoint says "the tree of N entries has root R", signed with Ed25519 by the log, and by witnesses
together with the time (c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature). Each leaf holds
SHA-256(salt, body) of what was done; body and salt may have been erased, the leaf may not.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LEAF = r'\{"action":"[a-z][a-z0-9_]{0,63}","at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ","commitment":"([0-9a-f]{64})","v":1\}'


@dataclass(frozen=True)
class Key:
    """A public key with a name: kind 1 signs checkpoints of a log, kind 4 signs as a witness."""

    name: str
    kind: int
    key_id: bytes
    public: bytes

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Tell whether the signature over the message is of this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass
class Findings:
    """What is wrong, what is known, and the roots that were signed: size -> {root: witnesses}."""

    wrong: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    roots: dict[int, dict[bytes, set[str]]] = field(default_factory=dict)


def strict_base64(text: str) -> bytes:
    """Read base64 that is written in the one right way."""
    raw = base64.b64decode(text)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64 with loose ends")
    return raw


def read_key(text: str) -> Key:
    """Read name+id+base64 and check that the id is the one of name and key."""
    name, told, coded = text.strip().split("+", 2)
    raw = strict_base64(coded)
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if len(raw) != 33 or raw[0] not in (1, 4) or key_id.hex() != told:
        raise ValueError(f"no key, or a sign of it is wrong: {text}")
    return Key(name, raw[0], key_id, raw[1:])


def canonical(value: object) -> bytes:
    """Write JSON in its one form: sorted names, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def read_json_line(line: bytes) -> dict[str, Any]:
    """Read one line that must be JSON in its one form."""
    value = json.loads(line)
    if not isinstance(value, dict) or canonical(value) + b"\n" != line:
        raise ValueError("a line is not JSON in its one form")
    return value


def read_export(path: Path) -> tuple[dict[str, Any], bytes, list[str]]:
    """Give header, lines of entries and texts of checkpoints of an export."""
    if path.is_dir():
        notes = [one.read_bytes().decode("utf-8", "replace") for one in sorted(path.glob("checkpoint-*.txt"))]
        return read_json_line((path / "log.json").read_bytes()), (path / "entries.jsonl").read_bytes(), notes
    first, _, rest = path.read_bytes().partition(b"\n")
    return read_json_line(first + b"\n"), rest, []


def read_checkpoint(text: str, log: Key, witnesses: Sequence[Key]) -> tuple[int, bytes, list[Key], int]:
    """Give size and root that the log signed, who witnessed it, and how many signatures are of strangers."""
    body, blank, signatures = text.rpartition("\n\n")
    origin, size, root, *rest = [*f"{body}\n".split("\n"), "", ""]
    right = blank and signatures.endswith("\n") and rest == ["", "", ""] and origin == log.name
    if not right or not re.fullmatch("0|[1-9][0-9]{0,18}", size, re.ASCII) or len(strict_base64(root)) != 32:
        raise ValueError("no checkpoint of this log")
    by_log, by_witnesses, strangers = False, [], 0
    for line in signatures[:-1].split("\n"):
        dash, name, coded = line.split(" ")
        key_id, signature = strict_base64(coded)[:4], strict_base64(coded)[4:]
        key = next((key for key in (log, *witnesses) if (key.name, key.key_id) == (name, key_id)), None)
        seconds = int.from_bytes(signature[:8], "big")
        if dash != "\u2014" or key is None:
            strangers += 1
        elif key == log and log.kind == 1 and log.verifies(signature, f"{body}\n".encode()):
            by_log = True
        elif key.kind == 4 and key.verifies(signature[8:], f"cosignature/v1\ntime {seconds}\n{body}\n".encode()):
            by_witnesses.append(key)
        else:
            raise ValueError(f"the signature of {name} is wrong")
    if not by_log:
        raise ValueError("the log did not sign it")
    return int(size), strict_base64(root), by_witnesses, strangers


def tree_roots(hashes: Sequence[bytes], sizes: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Give the roots of the trees over the first leaves, for each of some sizes."""
    if 0 in sizes:
        yield 0, hashlib.sha256(b"").digest()
    full: list[tuple[int, bytes]] = []  # complete trees from the left, each with its height, none higher than the last
    for size, leaf in enumerate(hashes, 1):
        height, top = 0, leaf
        while full and full[-1][0] == height:
            height, top = height + 1, hashlib.sha256(b"\x01" + full.pop()[1] + top).digest()
        full.append((height, top))
        if size in sizes:
            for _, left in full[-2::-1]:
                top = hashlib.sha256(b"\x01" + left + top).digest()
            yield size, top


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Give the root to which a proof of inclusion leads, by the same halving; None if the path has another length."""
    if size < 2:
        return leaf if size == 1 and index == 0 and not path else None
    half = 1 << (size - 1).bit_length() - 1
    left = index < half
    below = root_of_path(leaf, index if left else index - half, half if left else size - half, path[:-1])
    if below is None or not path:
        return None
    return hashlib.sha256(b"\x01" + (below + path[-1] if left else path[-1] + below)).digest()


def check_leaf(leaf: str, body: bytes | None, salt: str | None) -> str:
    """Say what is wrong with a leaf and what it commits to; nothing if all is right."""
    form = re.fullmatch(LEAF, leaf, re.ASCII)
    if form is None:
        return "is not an entry of a ledger"
    if body is None or salt is None:
        return "" if body is None and salt is None else "has a body or a salt, but not both"
    right = re.fullmatch("[0-9a-f]{64}", salt) and hashlib.sha256(bytes.fromhex(salt) + body).hexdigest() == form[1]
    return "" if right else "does not commit to its body: one of them was changed"


def check_entries(lines: Iterable[bytes], notes: list[str], findings: Findings) -> list[bytes]:
    """Check each line of an export; give the leaf hashes, and collect checkpoints that stand among the lines."""
    hashes: list[bytes] = []
    for number, line in enumerate(lines, 1):
        try:
            told = read_json_line(line)
            if set(told) == {"checkpoint"} and isinstance(told["checkpoint"], str):
                notes.append(told["checkpoint"])
                continue
            body = None if told["body"] is None else told["body"].encode()
            if told["index"] != len(hashes) or len(told) != 5:
                findings.wrong.append(f"line {number} holds entry {told['index']}, expected was {len(hashes)}")
            fault = check_leaf(told["leaf"], body, told["salt"])
            hashed = hashlib.sha256(b"\x00" + told["leaf"].encode()).digest()
            if fault or hashed.hex() != told["hash"]:
                findings.wrong.append(f"entry {len(hashes)} {fault or 'has another hash than when it was written'}")
            hashes.append(hashed)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            findings.wrong.append(f"line {number} of the entries cannot be read")
    return hashes


def check_notes(notes: Iterable[str], log: Key, known: list[Key], trusted: list[Key], findings: Findings) -> None:
    """Check the signatures of checkpoints and note the roots they speak for."""
    for text in notes:
        try:
            size, root, by, strangers = read_checkpoint(text, log, known)
        except ValueError as fault:
            findings.wrong.append(f"a checkpoint is refused: {fault}")
            continue
        if strangers:
            findings.wrong.append(f"the checkpoint of size {size} carries signatures of keys that nobody named")
        findings.roots.setdefault(size, {}).setdefault(root, set()).update(key.name for key in by if key in trusted)


def check_tree(hashes: Sequence[bytes], header_size: int, findings: Findings) -> int:
    """Compare the tree over the entries with every signed root; give the size a trusted witness vouches for."""
    witnessed, right = 0, dict(tree_roots(hashes, findings.roots))
    for size, roots in sorted(findings.roots.items()):
        if len(roots) > 1:
            findings.wrong.append(f"the log signed two different trees of {size} entries: its past was rewritten")
        for root, names in roots.items():
            by = f", witnessed by {', '.join(sorted(names))}" if names else ""
            if size > len(hashes):
                findings.wrong.append(f"{size} entries were signed{by}; the last {size - len(hashes)} are gone")
            elif right[size] != root:
                findings.wrong.append(f"the first {size} entries are not those that were signed{by}")
            elif names:
                witnessed = size
    if header_size != len(hashes) or max(findings.roots, default=-1) < len(hashes):
        findings.wrong.append(f"there are {len(hashes)} entries, but no checkpoint covers exactly these")
    return witnessed


def check_export(path: Path, log_text: str, keys: list[str], held: Sequence[str]) -> tuple[Findings, Key, list[Key]]:
    """Check a whole export; give what was found, the key of the log, and those of the witnesses one trusts."""
    header, rest, found = read_export(path)
    if header.get("format") != "openevac-ledger-export" or header.get("v") != 1 or len(header) != 6:
        raise ValueError("not an export of an OpenEvac ledger")
    findings, log = Findings(), read_key(log_text or header["log"])
    trusted = [read_key(text) for text in keys]
    if read_key(header["log"]) != log:
        findings.wrong.append("the export is of a log with another key than the one you gave")
    known = trusted + [key for key in map(read_key, header["witnesses"]) if key not in trusted]
    hashes = check_entries(rest.splitlines(keepends=True), found, findings)
    if header["checkpoints"] != len(found):
        findings.wrong.append("a checkpoint is missing")
    check_notes([*found, *held], log, known, trusted, findings)
    witnessed = check_tree(hashes, header["size"], findings)
    told = f"{len(hashes)} entries of the log {log.name}; witnessed up to {witnessed}"
    findings.told.append(f"{told}; {len(hashes) - witnessed} rest on the word of the log alone")
    if not log_text:
        findings.told.append("the key of the log was taken from the export itself; compare it with what you were given")
    return findings, log, trusted


def check_proof(text: str, body: bytes | None, log: Key, witnesses: Sequence[Key], findings: Findings) -> None:
    """Check one proof file and say what it shows."""
    head, _, note = text.partition("\n\n")
    version, extra, index, *path = head.split("\n")
    told, place = json.loads(strict_base64(extra.removeprefix("extra "))), int(index.removeprefix("index "))
    size, root, by_witnesses, _ = read_checkpoint(note, log, witnesses)
    fault = check_leaf(told["leaf"], body, told.get("salt") if body is not None else None)
    hashed = hashlib.sha256(b"\x00" + told["leaf"].encode()).digest()
    names = ", ".join(sorted(key.name for key in by_witnesses)) or "nobody"
    if version != "c2sp.org/tlog-proof@v1":
        raise ValueError("not a proof of a log")
    if fault or root_of_path(hashed, place, size, [strict_base64(line) for line in path]) != root:
        findings.wrong.append(f"the proof does not hold{': the entry ' + fault if fault else ''}")
    else:
        findings.told.append(f"entry {place} of {size} stands in the log, witnessed by {names}: {told['leaf']}")


def check_record(record: bytes, body: bytes, findings: Findings) -> None:
    """Check that an entry is about this record of an incident, and that nobody changed the record since."""
    told = {name: value for name, value in json.loads(record).items() if name != "exhibits"}
    if json.loads(body)["facts"]["record_sha256"] != hashlib.sha256(canonical(told)).hexdigest():
        findings.wrong.append("the record is not the one that was written: something in it was changed")
    else:
        findings.told.append(f"the record {told['id']} is as it was written")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the command line names, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--log", default="", metavar="VKEY")
    parser.add_argument("--witness", action="append", default=[], metavar="VKEY")
    parser.add_argument("--witnessed", action="append", default=[], type=Path, metavar="FILE")
    for name in ("--proof", "--body", "--record"):
        parser.add_argument(name, type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    if given.record and not (given.proof and given.body):
        parser.error("--record needs the --proof and the --body of its entry")
    try:
        held = [path.read_text("utf-8") for path in given.witnessed]
        findings, log, trusted = check_export(given.export, given.log, given.witness, held)
        if given.proof:
            body = given.body.read_bytes() if given.body else None
            check_proof(given.proof.read_text("utf-8"), body, log, trusted, findings)
            if body and given.record:
                check_record(given.record.read_bytes(), body, findings)
    except (ValueError, OSError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        sys.stdout.write(f"CANNOT BE CHECKED: {fault}\n")
        return 2
    wrong = [f"WRONG: {one}" for one in findings.wrong]
    sys.stdout.write("\n".join([*wrong, *findings.told, *([] if wrong else ["Nothing wrong was found."])]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
