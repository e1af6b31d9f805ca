"""The worker: which duties it has and how often each comes up. Exactly one runs; it writes the heartbeat first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from openevac.domain.records import DeliveryKind
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.command import Order
from openevac.services.kernel.refusals import Refused
from openevac.services.kernel.who import worker_of
from openevac.services.log.see_log import wants_witness
from openevac.services.log.sign_checkpoint import sign_checkpoint
from openevac.services.missions.raise_overdue import RaiseOverdue, alarms_due, raise_overdue
from openevac.services.requests.due_rings import RecordRing, due_rings, record_ring
from openevac.services.requests.judging import rejudge
from openevac.services.work.deliveries import Teller, tell_due
from openevac.services.work.duties import Duty, Round
from openevac.services.work.heartbeat import EVERY_S, beat, start_beating, stop_beating
from openevac.services.work.jobs import JobToDo, claim_job, give_back_jobs
from openevac.services.work.retention import run_retention
from openevac.services.work.steady_clock import SteadyClock
from openevac.services.work.witness_folder import ask_witnesses, take_answers
from openevac.store.models import Organisation
from openevac.store.sessions import let_go_of_sessions
from openevac.store.statistics import keep_statistics

ALARMS_EVERY_S = 1.0
"""An alarm is recorded at most this late and told with the next turn: two seconds from due to sound."""
RINGS_EVERY_S = 30.0
JOBS_EVERY_S = 1.0
WITNESSES_EVERY_S = 2.0
RETENTION_EVERY_S = 6 * 3600.0
STATISTICS_EVERY_S = 600.0
REJUDGE_EVERY_S = 3600.0
"""Signs grow old and entry to places runs out: what the ladder says is worked out again this often."""


@dataclass(slots=True, kw_only=True)
class Worker:
    """One worker process: its name, its clock, who tells what, and how jobs and witnesses are reached."""

    name: str
    clock: Clock
    tellers: Mapping[DeliveryKind, Teller]
    start_job: Callable[[JobToDo], None]
    witnesses: Path
    failed: Callable[[str, Exception], None]
    steady: SteadyClock = field(init=False)

    def __post_init__(self) -> None:
        self.steady = SteadyClock(self.clock)

    def start(self) -> Round:
        """Take the worker's place and give its round of duties."""
        start_beating(self.name, self.clock)
        give_back_jobs(self.name)
        return Round(clock=self.clock, duties=self.duties(), failed=self.failed)

    def stop(self) -> None:
        """Give the place free."""
        stop_beating(self.name)

    def duties(self) -> Sequence[Duty]:
        """Give the duties, the ones that lives hang on first."""
        return (
            Duty(name="heartbeat", every_s=EVERY_S, do=self.beat),
            Duty(name="alarms", every_s=ALARMS_EVERY_S, do=self.raise_alarms),
            Duty(name="deliveries", every_s=ALARMS_EVERY_S, do=self.tell),
            Duty(name="rings", every_s=RINGS_EVERY_S, do=self.ring),
            Duty(name="jobs", every_s=JOBS_EVERY_S, do=self.take_job),
            Duty(name="witnesses", every_s=WITNESSES_EVERY_S, do=self.ask_witnesses),
            Duty(name="statistics", every_s=STATISTICS_EVERY_S, do=keep_statistics),
            Duty(name="ladder", every_s=REJUDGE_EVERY_S, do=self.judge_again),
            Duty(name="retention", every_s=RETENTION_EVERY_S, do=self.let_go),
        )

    def beat(self) -> None:
        """Show that alarms can ring."""
        beat(self.name, self.clock)

    def raise_alarms(self) -> None:
        """Raise every alarm that is due; one mission that cannot be raised does not silence the others."""
        for due in alarms_due(self.steady):
            try:
                raise_overdue(self.order(due.organisation), RaiseOverdue(mission=due.mission))
            except Refused as fault:  # the crew was heard, or the mission ended, between the look and the command
                self.failed("alarms", fault)

    def tell(self) -> None:
        """Tell what is due to be told."""
        tell_due(self.name, self.steady, self.tellers)

    def ring(self) -> None:
        """Ring for holds that nobody has decided."""
        for organisation in organisations():
            for due in due_rings(organisation, self.steady.now()):
                try:
                    record_ring(self.order(organisation), RecordRing(hold=due.hold))
                except Refused as fault:  # somebody answered between the look and the command
                    self.failed("rings", fault)

    def take_job(self) -> None:
        """Take the next job and start its process."""
        job = claim_job(self.name, self.clock)
        if job is not None:
            self.start_job(job)

    def ask_witnesses(self) -> None:
        """Take what witnesses answered; sign and send a checkpoint when the unseen window is about to grow too long."""
        for name in take_answers(self.witnesses, self.clock):
            self.failed("witnesses", Refused("The ledger witness {name} refused to sign.", "Look into it.", name=name))
        found = organisations()
        if found and wants_witness(self.clock.now()):
            signed = sign_checkpoint(worker_of(found[0]), self.clock)
            ask_witnesses(self.witnesses, signed.size)

    def judge_again(self) -> None:
        """Work out again what the confirmation ladder says of every open request."""
        for organisation in organisations():
            rejudge(organisation, self.steady.now())

    def let_go(self) -> None:
        """Remove what has expired."""
        let_go_of_sessions(self.steady.now())
        for organisation in organisations():
            run_retention(self.order(organisation))

    def order(self, organisation: str) -> Order:
        """Make an order of the worker for one organisation, by the clock that never runs backwards."""
        return Order(who=worker_of(organisation), command_id=uuid4(), clock=self.steady)


def organisations() -> tuple[str, ...]:
    """Give the codes of all organisations of this store."""
    return tuple(Organisation.objects.order_by("id").values_list("id", flat=True))
