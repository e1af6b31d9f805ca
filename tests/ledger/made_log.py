"""Invented logs for tests: entries with bodies and salts, the tree over them, checkpoints, a witness."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from openevac.ledger.checkpoint import Checkpoint, sign_checkpoint
from openevac.ledger.entries import Entry, canonical_json, make_entry
from openevac.ledger.log import Frontier, consistency_proof
from openevac.ledger.note import Note, SigningKey
from openevac.ledger.witness import Cosigned, KnownLog, Refused, Request, WitnessState, decide
from tests.ledger.keys import log_key, witness_key
from tests.ledger.trees import Stored

START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
ACTIONS = ("register_request", "confirm_request", "plan_mission", "approve_mission", "record_check_in")


@dataclass
class MadeLog:
    """A log as services keep it. `seed` makes another past of the same log."""

    seed: str = "past"
    key: SigningKey = field(default_factory=log_key)
    stored: Stored = field(default_factory=Stored)
    frontier: Frontier = field(default_factory=Frontier)
    entries: list[Entry] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    salts: list[bytes] = field(default_factory=list)
    notes: dict[int, Note] = field(default_factory=dict)

    def grow(self, count: int, seed: str = "") -> MadeLog:
        for _ in range(count):
            number = len(self.entries)
            body = canonical_json({"request": f"r{number}", "past": seed or self.seed})
            self.add(START + timedelta(minutes=number), ACTIONS[number % len(ACTIONS)], body)
        return self

    def add(self, at: datetime, action: str, body: bytes) -> int:
        salt = sha256(f"salt {self.seed} {len(self.entries)}".encode()).digest()
        entry = make_entry(at, action, body, salt)
        self.frontier = self.stored.append(self.frontier, entry.leaf_hash())
        self.entries.append(entry)
        self.bodies.append(body)
        self.salts.append(salt)
        return len(self.entries) - 1

    def checkpoint(self) -> Note:
        head = Checkpoint(origin=self.key.name, size=self.frontier.size, root=self.frontier.root())
        self.notes[head.size] = sign_checkpoint(head, self.key)
        return self.notes[head.size]

    def request(self, old: int, note: Note | None = None) -> Request:
        made = note or self.checkpoint()
        return Request(
            old=old,
            proof=consistency_proof(old, self.frontier.size, self.stored.node_of),
            checkpoint=made.text(),
        )


@dataclass
class MadeWitness:
    """A witness that keeps its state as its owner would."""

    state: WitnessState
    key: SigningKey = field(default_factory=witness_key)

    @classmethod
    def of(cls, log: SigningKey) -> MadeWitness:
        return cls(WitnessState({log.name: KnownLog(key=log.verifier)}))

    def ask(self, text: str, now: datetime = START) -> Cosigned | Refused:
        decided = decide(self.state, text, self.key, now)
        if isinstance(decided, Cosigned):
            self.state = decided.state
        return decided

    def newest(self, log: SigningKey) -> str:
        return self.state.logs[log.name].checkpoint


def witnessed(log: MadeLog, witness: MadeWitness) -> Note:
    """Have the log's present size witnessed, and give the checkpoint with the witness's word under it."""
    note = log.checkpoint()
    seen = witness.state.logs[log.key.name].seen.size
    decided = witness.ask(log.request(seen, note).text(), START + timedelta(minutes=log.frontier.size))
    assert isinstance(decided, Cosigned), decided
    log.notes[log.frontier.size] = note.with_lines([decided.line])
    return log.notes[log.frontier.size]
