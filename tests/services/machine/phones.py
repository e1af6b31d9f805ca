"""Two leaders' phones: what they write is signed, comes late, in any order, again, and is sometimes undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from openevac.domain.events import CheckInKind, HybridTime, MissionStatus, Op, OpKind, StopOutcome
from openevac.domain.people import Consent, YesKind
from openevac.ledger.note import KeyKind, SigningKey
from openevac.rules.missions import OUT
from openevac.services.missions.receive_ops import ReceiveOps, SignedOp, receive_ops, signed_text
from openevac.store import models as m
from tests.services.cast import ORGANISATION
from tests.services.machine.office import fingerprint
from tests.services.machine.onward import Onward
from tests.services.missions.country import Town


@dataclass
class Phone:
    """A phone with a counter of its own; `outbox`: written, not sent; `sent`: sent once, may be sent again."""

    code: str
    key: SigningKey
    counter: int = 0
    outbox: list[SignedOp] = field(default_factory=list)
    sent: list[SignedOp] = field(default_factory=list)

    def write(self, mission: str, kind: OpKind, subject: str, value: str, at: Any, undoes: str = "") -> SignedOp:
        self.counter += 1
        op = Op(
            id=f"{self.code}-{self.counter}", device=self.code, counter=self.counter, kind=kind, mission=mission,
            subject=subject, value=value, happened_at=at, clock=HybridTime(1_000_000 + self.counter, 0),
            seen={self.code: self.counter - 1} if self.counter > 1 else {}, undoes=undoes,
        )  # fmt: skip
        signed = SignedOp(op=op, signature=self.key.sign(signed_text(op)))
        self.outbox.append(signed)
        return signed


class Phones(Onward):
    """What comes by phone."""

    def __init__(self, town: Town, dice: Random) -> None:
        super().__init__(town, dice)
        self.phones = {who: self._phone(who, number) for number, who in enumerate(("stepan", "bohdan"), 1)}
        self.arrived_ops: dict[str, Op] = {}

    def _phone(self, who: str, number: int) -> Phone:
        key = SigningKey(f"phone-{who}", KeyKind.NOTE, bytes([number]) * 32)
        m.Device.objects.create(
            organisation_id=ORGANISATION, code=key.name, kind="crew_phone", public_key=key.verifier.public,
            token=key.name, person=m.Person.objects.get(code=who), enrolled_at=self.clock.now(),
        )  # fmt: skip
        return Phone(key.name, key)

    def a_phone_writes_a_door(self) -> None:
        """Write yes and boarding of everybody of a household who can speak for themselves; perhaps nothing is sent."""
        for stop, mission in self._doors():
            self._write_door(stop, mission)
            self._some_is_sent(self.phones[self._leader(stop.trip.mission)], mission)

    def _whole_door(self, stop: m.Stop, mission: str) -> None:
        """Every third door is not typed by the desk but sent by the leader's phone."""
        if self.dice.random() < 0.67:
            super()._whole_door(stop, mission)
            return
        phone = self.phones[self._leader(stop.trip.mission)]
        self._write_door(stop, mission)
        self._send(phone, mission, [one for one in phone.outbox if one.op.mission == mission])

    def _write_door(self, stop: m.Stop, mission: str) -> None:
        phone, at = self.phones[self._leader(stop.trip.mission)], self.clock.now()
        people = [one for one in self._here(stop.request.receipt) if not one.age_band.is_child]
        for person in people:
            phone.write(mission, OpKind.OWN_YES, f"evacuee:{person.id}", "yes", at)
        for person in people:
            phone.write(mission, OpKind.BOARDED, f"evacuee:{person.id}", stop.trip.mission.vehicle.code, at)
        phone.write(mission, OpKind.STOP_OUTCOME, f"stop:{stop.code}", StopOutcome.BOARDED.value, at)

    def a_phone_takes_something_back(self) -> None:
        """Undo a yes, a boarding or an outcome that the phone wrote before."""
        for phone in self.phones.values():
            written = [*phone.sent[-12:], *phone.outbox]
            undoable = [one.op for one in written if one.op.kind in {OpKind.OWN_YES, OpKind.BOARDED}]
            if undoable:
                op = self.dice.choice(undoable)
                phone.write(op.mission, OpKind.UNDO, op.subject, "", self.clock.now(), undoes=op.id)
                self._some_is_sent(phone, op.mission)

    def a_phone_says_a_word(self) -> None:
        """Write a word, a turning back or a head count, and let whatever waits be sent, much of it late."""
        for row in self._missions("dispatched", "turned_back"):
            phone, subject = self.phones[self._leader(row)], f"mission:{row.code}"
            at = self.clock.now() - timedelta(minutes=self.dice.choice([0, 0, 30]))
            how = self.dice.random()
            if how < 0.1:
                phone.write(row.code, OpKind.TURN_BACK, subject, "yes", at)
            elif how < 0.4:
                phone.write(row.code, OpKind.HAND_OVER, subject, str(len(self.notebook.riding(row.code))), at)
            else:
                phone.write(row.code, OpKind.CHECK_IN, subject, CheckInKind.WE_ARE_HERE.value, at)
            self._some_is_sent(phone, row.code)

    def a_phone_sends_what_it_has(self) -> None:
        """Send all that waits, of whichever mission; some of them are closed by now."""
        phone = self.phones[self.dice.choice(sorted(self.phones))]
        for mission in dict.fromkeys(one.op.mission for one in phone.outbox):
            self._send(phone, mission, [one for one in phone.outbox if one.op.mission == mission])

    def _some_is_sent(self, phone: Phone, mission: str) -> None:
        ready = [one for one in phone.outbox if one.op.mission == mission]
        again = [one for one in phone.sent[-5:] if one.op.mission == mission]
        self.dice.shuffle(ready)
        some = ready[: self.dice.randint(0, len(ready))] if self.dice.random() < 0.5 else ready
        if some:
            self._send(phone, mission, [*some, *again])

    def _send(self, phone: Phone, mission: str, ops: list[SignedOp]) -> None:
        rows = m.Mission.objects.filter(code=mission)
        late = not rows.filter(status__in=OUT).exists()
        before, riding = self._state(), set(self._rows_aboard())
        who = phone.code.removeprefix("phone-")
        asked = ReceiveOps(mission=mission, ops=tuple(ops))
        answer = self.do(receive_ops, who if not late else "kateryna", asked)
        if answer is None:
            return
        phone.outbox = [one for one in phone.outbox if one.op.id not in {*answer.new, *answer.known}]
        phone.sent += [one for one in ops if one.op.id in answer.new]
        self.arrived_ops |= {one.op.id: one.op for one in ops if one.op.id in answer.new}
        self.counted["phone ops"] += len(answer.new)
        if late:
            assert self._state() == before, f"what came after {mission} was over changed the record"
            assert answer.late, f"what came after {mission} was over is not called late"
            self.counted["late ops"] += len(answer.new)
            return
        self._note_yeses()
        self._note_moves(rows.get(status__in=[*OUT, MissionStatus.HANDED_OVER.value]), riding)

    def _state(self) -> Any:
        """Give what operations may change: people, doors, boardings, what was said."""
        people = tuple(m.Evacuee.objects.order_by("code").values_list("code", "status"))
        doors = tuple(m.Stop.objects.order_by("code").values_list("code", "outcome", "pieces_left"))
        said = tuple(model.objects.count() for model in (m.CheckIn, m.Consent, m.CrewEvent, m.HazardReport))
        return people, doors, tuple(sorted(self._rows_aboard().items())), said, fingerprint()[2]

    def _rows_aboard(self) -> dict[str, str]:
        rows = m.Boarding.objects.filter(boarded=True, handed_over_at=None)
        return dict(rows.values_list("evacuee__code", "stop__trip__mission__code"))

    def _undone(self) -> set[str]:
        return {op.undoes for op in self.arrived_ops.values() if op.kind is OpKind.UNDO}

    def _note_yeses(self) -> None:
        """Write down the yeses that phones said and did not take back; others of theirs do not count any more."""
        undone = self._undone()
        self.notebook.by_phone = [
            Consent(evacuee=op.subject.removeprefix("evacuee:"), kind=YesKind.OWN, at=op.happened_at,
                    recorded_by=op.device)
            for op in self.arrived_ops.values()
            if op.kind is OpKind.OWN_YES and op.id not in undone
        ]  # fmt: skip

    def _note_moves(self, row: m.Mission, before: set[str]) -> None:
        """Write down who rides now and did not, and look whether who rides no more was handed over or taken back."""
        now = self._rows_aboard()
        people = self.notebook.people()
        boarded = [people[name] for name in sorted(set(now) - before)]
        if boarded:
            self.notebook.boarded(row.code, boarded, row.dispatched_at or self.clock.now())
            self.counted["boarded"] += len(boarded)
            self.counted["boarded by phone"] += len(boarded)
        gone = before - set(now)
        over = set(
            m.Boarding.objects.filter(evacuee__code__in=gone, handed_over_at__isnull=False).values_list(
                "evacuee__code", flat=True
            )
        )
        undone = self._undone()
        boardings = [op for op in self.arrived_ops.values() if op.kind is OpKind.BOARDED]
        taken_back = {op.subject.removeprefix("evacuee:") for op in boardings if op.id in undone}
        assert gone <= over | taken_back, f"{gone - over - taken_back} ride no more and nobody said so"
        self.notebook.off(gone - over)
        self.notebook.handed(over)
        self.counted["taken off by phone"] += len(gone - over)
        self.counted["handed over"] += len(over)
        self.counted["handed over by phone"] += len(over)
