"""The two plans of a re-planning: today's plan driven again, and the one with everybody put in who still fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from openevac.domain.missions import Mission, Plan, Stranded
from openevac.domain.remarks import Remark
from openevac.domain.unserved import Limit, Unserved
from openevac.hazards.weather import HOUR, full_hour
from openevac.planning.assemble import Frame, all_legs, faults_of, make_plan, served_ids
from openevac.planning.check.faults import Fault
from openevac.planning.day_limits import Broken
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.hours import zero_hour
from openevac.planning.improve import worth
from openevac.planning.kept_ways import KeptWays, kept_ways
from openevac.planning.later_drives import leaves_later, missions_by_row
from openevac.planning.left_behind import all_left, entries_of, parcels_again, stranded_vans
from openevac.planning.missions import Builder
from openevac.planning.plan import by_fastest_ways
from openevac.planning.prepare import Prepared, prepare
from openevac.planning.promises import promised
from openevac.planning.reasons import Reasons
from openevac.planning.recost import Left, Recosted, Refused, missions_of, recost
from openevac.planning.reinsert import InTheOpen, Reinsertion
from openevac.planning.relay_remarks import relay_remarks
from openevac.planning.remarks import remarks_on
from openevac.planning.repacking import rows_by_stop, with_promised_packs
from openevac.planning.rides import Rides, Stage
from openevac.planning.rides_joined import Joiner
from openevac.planning.score import score
from openevac.planning.search import Progress
from openevac.planning.settle import Settled
from openevac.planning.survey import survey
from openevac.planning.today import Today
from openevac.planning.unverified import resting_on_unverified
from openevac.planning.vans_out import delayed, with_vans_out
from openevac.planning.verdict import PlanRefusedError
from openevac.planning.whole_day import today_of

LONGEST_H = 24
"""Hours after now in which a road may be open to be planned with."""

ROUNDS = 10
"""How often the referee is asked again after what it faulted was left out."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A plan the referee accepted, who lost a place in it and why, and what it was built from."""

    plan: Plan
    left: list[Left]
    kept: KeptWays
    prepared: Prepared
    found: Recosted


@dataclass(frozen=True, slots=True)
class TornApart:
    """Today's plan driven again breaks hand-overs: these households would lose one of their two rides.

    `lost`: everybody who would lose a promised place, in people's own names.
    """

    households: tuple[str, ...]
    lost: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Base:
    """A prepared problem with vans out, a builder on the ways that are kept, and rows that leave too late."""

    prepared: Prepared
    builder: Builder
    kept: KeptWays
    too_late: frozenset[int]


class ReplanBench:
    """Everything one re-planning works with: a day of single rides, whose plans are stated in people's own names.

    `made`, `today`: the plan in force and the day as they are with one ride a household.
    """

    def __init__(self, rides: Rides, frame: Frame) -> None:
        self.rides, self.joiner, self.made, self.today = rides, Joiner(rides), rides.plan(), today_of(rides)
        self._ground, self._events, self._frame = rides.ground, rides.as_events(), frame
        self._whole = self.joiner.today(self.today)
        self._no_way: dict[str, Limit] = {}
        self._promised = {name for name, _, _ in promised(self.made, self.today.vans)}

    def first(self) -> Drafted | TornApart:
        """Give today's plan driven again, without a matrix and without anybody new.

        What the referee faults is left out, and said; raises PlanRefusedError where not even that passes. Gives who
        would lose one of two rides where hand-overs cannot be kept.
        """
        base = self._base(promised_only=True)
        refused = Refused(rows=dict.fromkeys(base.too_late, _LEAVES_TOO_LATE))
        planned = missions_by_row(base.prepared.problem, self.today.vans)
        faults: tuple[Fault, ...] = ()
        for _ in range(ROUNDS):
            found = recost(base.prepared, base.builder, planned, refused, _by_old_ways(base))
            left = all_left(base.prepared, found, self.made, self.today, self._events)
            missions, stranded = missions_of(found), stranded_vans(base.prepared, found, self.today)
            torn = self.rides.broken_by(served_ids(missions))
            if torn:
                lost = {*torn, *(self.joiner.name(one.request) for one in left)}
                return TornApart(torn, frozenset(lost - self.rides.events.absent))
            self._no_way = {one.vehicle: limit for one, limit in stranded}
            vans, entries = tuple(one for one, _ in stranded), tuple(self._entries(missions, left))
            plan = self._plan(base.prepared, missions, vans, entries)
            faults = self._faults(plan)
            if not faults:
                return Drafted(plan, left, base.kept, base.prepared, found)
            refused = _with_faults(refused, faults, base.prepared, missions)
        raise PlanRefusedError(f"the referee refuses the plan driven again: {faults[0].in_english()}")

    def better(self, first: Drafted, most: int | None, stop: Callable[[], bool], say: Progress) -> Drafted | None:
        """Give a plan with everybody who still fits, and proved reasons; None where it was stopped or refused."""
        base = self._base(promised_only=False)
        if stop():
            return None
        closed = {one.vehicle for one in first.plan.stranded}
        rows = enumerate(base.prepared.problem.vehicles)
        at_work = Reinsertion(
            base.prepared,
            base.builder,
            _renumbered(first.found.draft, first.prepared, base.prepared),
            first.found.missions,
            base.too_late | {number for number, day in rows if day.vehicle.id in closed},
            self._in_the_open(base.prepared),
        )
        at_work.everybody([one.request for one in first.left], most, stop, say)
        missions = tuple(at_work.missions[number] for number in sorted(at_work.missions))
        left = [one for one in (*first.left, *at_work.given_up) if one.request not in served_ids(missions)]
        settled = _settled(base.prepared, at_work.draft, missions)
        say("reasons and their proofs", 0.7)
        entries = tuple(self._proved(base.prepared, settled, left, stop))
        left = _with_proved_limits(left, entries)
        fastest = None if stop() else by_fastest_ways(base.prepared, settled)
        doubted = () if stop() else self._doubted(base.prepared, settled)
        plan = self._plan(base.prepared, missions, first.plan.stranded, entries, fastest, doubted)
        if self._faults(plan):
            return None
        found = Recosted(at_work.draft, at_work.missions, left, first.found.stranded)
        return Drafted(plan, left, base.kept, base.prepared, found)

    def _in_the_open(self, prepared: Prepared) -> InTheOpen:
        """Give who stands at a relay or beside a lost van; both rides of a hand-over are left out for nobody."""
        lost = {one.vehicle for one in self._events.lost}
        names = {name for vehicle, van in self.today.vans.items() if vehicle in lost for name in van.aboard}
        names |= {name for name, stage in self.rides.stages.items() if stage is Stage.STANDING}
        rides = {ride for name in self.rides.ahead for ride in (name, self.rides.firsts[name])}
        rows = list(enumerate(prepared.problem.requests))
        return InTheOpen(
            frozenset(row for row, request in rows if request.id in names),
            frozenset(row for row, request in rows if request.id in rides),
        )

    def _base(self, *, promised_only: bool) -> _Base:
        """Prepare from where the vans are, with the ways they keep; the first plan needs only who was promised."""
        if promised_only:
            self._remember_halts(self._hours())
        with_out = self._prepared(self.today, promised_only=promised_only)
        late = {name: van.not_before for name, van in self.today.vans.items() if van.not_before is not None}
        prepared, too_late = delayed(self.rides.bound(with_out), late)
        kept = kept_ways(prepared, self.made, self.today.vans, self._frame.made_at)
        return _Base(prepared, Builder(prepared, preferred=kept.ways), kept, too_late)

    def _prepared(self, today: Today, *, promised_only: bool) -> Prepared:
        """Survey and prepare a day from where the vans are."""
        now, hours = self._frame.made_at, self._hours()
        requests = [one for one in today.waiting if not promised_only or one.id in self._promised]
        later = leaves_later(self.made, today.vans, zero_hour(today.operation, now))
        found = survey(
            self._ground, today.operation, requests, now=now, at=hours[0], hours=hours, out=today.out, later=later
        )
        found = replace(found, waves=self._frame.waves)
        bare = prepare(
            found,
            waiting_days=[request.waiting_days(now) for request in found.requests],
            people_assumed=self._frame.people_assumed,
            with_tables=not promised_only,
        )
        bare = with_promised_packs(bare, self.made.missions)
        return with_vans_out(bare, today.out, now, with_tables=not promised_only)

    def _hours(self) -> tuple[datetime, ...]:
        """Give the full hours from now, or the first departure, to the last return that was planned."""
        now = self._frame.made_at
        known = [mission for mission in self.made.missions if mission.vehicle in self.today.vans]
        first = full_hour(max(now, min((mission.departs_at for mission in known), default=now)))
        last = full_hour(max([first, *(mission.returns_at for mission in known)]))
        count = min((last - first) // HOUR + 1, self._ground.hours_after(first), LONGEST_H)
        return tuple(first + HOUR * number for number in range(max(1, count)))

    def _remember_halts(self, hours: tuple[datetime, ...]) -> None:
        """Take halts of the old plan over where their road is open in all of the hours."""
        operation, ground = self.today.operation, self._ground
        positions = {one.id: one.position for one in self.today.waiting}
        vehicles = {one.id: one for one in operation.vehicles}
        for mission in self.made.missions:
            if mission.vehicle not in vehicles:
                continue
            profile = operation.profile(vehicles[mission.vehicle])
            open_all_day = [ground.open_in(profile, hour) for hour in hours]
            for stop in (stop for trip in mission.trips for stop in trip.stops):
                position, stretch = positions.get(stop.request), ground.graph.arc_stretch[stop.at.arc]
                if position is not None and all(is_open[stretch] for is_open in open_all_day):
                    ground.remember_halt(profile, hours, position, operation.policy.max_snap_m, stop.at)

    def _entries(self, missions: tuple[Mission, ...], left: list[Left]) -> Iterator[Unserved]:
        return entries_of(missions, left, self.made, self.today, self._frame, no_way=self._no_way)

    def _proved(
        self, prepared: Prepared, settled: Settled, left: list[Left], stop: Callable[[], bool]
    ) -> Iterator[Unserved]:
        """Give who is left, with proofs for everybody whose case is new; told to stop, the first reasons stand."""
        beside, settled_beside, bound = self._beside_hand_overs(prepared, settled)
        reasons = Reasons(_for_proofs(beside, self._frame.made_at), settled_beside, self._frame, bound)
        old = {one.request for one in self.made.unserved} - self._promised
        waiting = {one.id: one for one in self.today.waiting}
        for entry in self._entries(settled.missions, left):
            is_new = entry.request in waiting and entry.request not in old
            yield reasons.explain(waiting[entry.request]) if is_new and not stop() else entry

    def _beside_hand_overs(self, prepared: Prepared, settled: Settled) -> tuple[Prepared, Settled, tuple[Mission, ...]]:
        """Give the day without vehicles of hand-overs that are kept, and the missions of those: no proof moves them."""
        if not self.rides.ahead:
            return prepared, settled, ()
        halls = {one.hall for one in self.rides.hand_overs}
        second = set(self.rides.ahead)
        drives = [
            one
            for one in settled.missions
            if any(trip.shelter in halls or second & {stop.request for stop in trip.stops} for trip in one.trips)
        ]
        vehicles = {one.vehicle for one in drives}
        beside = self._prepared(self._whole, promised_only=False)
        free = [
            day if prepared.problem.vehicles[day.vehicle].vehicle.id not in vehicles else DraftDay(day.vehicle)
            for day in settled.draft.days
        ]
        draft = _renumbered(Draft(tuple(free)), prepared, beside)
        others = tuple(one for one in settled.missions if one.vehicle not in vehicles)
        joined = self.joiner.missions(settled.missions, self._whole.operation)
        return beside, _settled(beside, draft, others), tuple(one for one in joined if one.vehicle in vehicles)

    def _doubted(self, prepared: Prepared, settled: Settled) -> tuple[Remark, ...]:
        """Name trips that rest on unverified reports, where a way was chosen anew: the others are as they were."""
        old: dict[str, set[int]] = {}
        for one in self.made.missions:
            old.setdefault(one.vehicle, set()).update(arc for leg in all_legs(one) for arc in leg.arcs)
        anew = {
            mission.vehicle
            for mission in settled.missions
            if any(not old.get(mission.vehicle, set()).issuperset(leg.arcs) for leg in all_legs(mission))
        }
        return tuple(one for one in resting_on_unverified(prepared, settled) if one.facts.get("vehicle") in anew)

    def _plan(
        self,
        prepared: Prepared,
        missions: tuple[Mission, ...],
        stranded: tuple[Stranded, ...],
        unserved: tuple[Unserved, ...],
        fastest: float | None = None,
        doubted: tuple[Remark, ...] = (),
    ) -> Plan:
        operation = self._whole.operation
        joined = self.joiner.missions(missions, operation)
        remarks = (*doubted, *remarks_on(prepared, missions, self._frame, again=True))
        made = make_plan(
            self._ground,
            operation,
            joined,
            self._frame,
            unserved=tuple(replace(one, reason=self.joiner.remark(one.reason)) for one in unserved),
            person_exposure_fastest=fastest,
            remarks=(*(self.joiner.remark(one) for one in remarks), *relay_remarks(operation, joined)),
        )
        return replace(made, stranded=self.joiner.stranded(stranded), unplaced=parcels_again(operation))

    def _faults(self, plan: Plan) -> tuple[Fault, ...]:
        return faults_of(self._ground, self._whole.operation, plan, self._whole.out)


def _by_old_ways(base: _Base) -> Builder | None:
    old = base.kept.more_exposed
    return Builder(base.prepared, preferred=base.kept.ways | old) if old else None


def _with_proved_limits(left: list[Left], entries: tuple[Unserved, ...]) -> list[Left]:
    """Say what was proved where the first plan could only say that the vans are full, lost or late."""
    proved = {entry.request: entry for entry in entries}
    return [
        replace(one, limit=proved[one.request].limit, reason=proved[one.request].reason)
        if one.limit in {Limit.FLEET_FULL, Limit.CREW_HOURS} and one.request in proved
        else one
        for one in left
    ]


def _with_faults(
    refused: Refused, faults: tuple[Fault, ...], prepared: Prepared, missions: tuple[Mission, ...]
) -> Refused:
    """Refuse the households at fault, else all that the vans at fault would fetch, else those vans."""
    fetched: dict[str, list[str]] = {}
    for mission in missions:
        names = fetched.setdefault(mission.vehicle, [])
        names += [stop.request for trip in mission.trips for stop in trip.stops]
    requests, vehicles = dict(refused.requests), dict(refused.vehicles)
    stops = {name for names in fetched.values() for name in names}
    for fault in faults:
        broken = Broken(_limit_of(fault), fault.remark)
        if fault.request in stops:
            requests[fault.request] = broken
        elif fetched.get(fault.vehicle):
            requests |= dict.fromkeys(fetched[fault.vehicle], broken)
        elif fault.vehicle in fetched:
            vehicles[fault.vehicle] = broken
        elif stops:
            numbers = {one.id: number for number, one in enumerate(prepared.problem.requests)}
            requests[min(stops, key=lambda name: (worth(prepared.problem, numbers[name]), name))] = broken
    return Refused(requests, vehicles, refused.rows)


def _limit_of(fault: Fault) -> Limit:
    known: Mapping[str, Limit] = {limit.value: limit for limit in Limit}
    return known.get(fault.code.value, Limit.NO_OPEN_WAY)


def _renumbered(draft: Draft, before: Prepared, after: Prepared) -> Draft:
    """Give a draft of one problem in the numbers of another one that has its vehicles, its households and shelters."""
    numbers = rows_by_stop(after)
    names = {row: name for name, row in rows_by_stop(before).items()}

    def renumbered(trip: DraftTrip) -> DraftTrip:
        return replace(trip, requests=tuple(numbers[names[row]] for row in trip.requests))

    return Draft(tuple(replace(day, trips=tuple(renumbered(trip) for trip in day.trips)) for day in draft.days))


def _settled(prepared: Prepared, draft: Draft, missions: tuple[Mission, ...]) -> Settled:
    problem = prepared.problem
    cost_s = sum(
        problem.seconds_per_exposure * one.person_exposure + (one.returns_at - one.departs_at).total_seconds()
        for one in missions
    )
    return Settled(draft, missions, score(problem.requests, problem.waiting_days, draft.served, cost_s))


def _for_proofs(prepared: Prepared, now: datetime) -> Prepared:
    """Let the vans that proofs bring in leave now, where the departure window of the policy is over already."""
    operation = prepared.survey.operation
    if operation.policy.departure_late is None or operation.policy.departure_late > now:
        return prepared
    policy = replace(operation.policy, departure_early=None, departure_late=None)
    return replace(prepared, survey=replace(prepared.survey, operation=replace(operation, policy=policy)))


_LEAVES_TOO_LATE = Broken(
    Limit.CREW_HOURS, Remark(text="The van is so late that it can no longer leave in the hours it may leave in.")
)
