"""What a mission that was planned again changes: promises kept or broken with reasons, and the difference in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.see_plan import in_receipts
from openevac.store.convert.requests import receipts_of
from openevac.store.models import EvacuationRequest, Mission, PlanRecord

WORTH_SAYING = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseSeen:
    """One household that was promised a place. `kept_by`: the van that fetches it now, "" where nobody does.

    `before`, `after`: when the crew was, and is, to be there; None where one of the plans has no stop for it.
    """

    request: str
    vehicle: str
    aboard: bool
    kept_by: str
    before: datetime | None
    after: datetime | None
    reason: Remark | None

    @property
    def is_later(self) -> bool:
        """Tell whether the crew comes later than it was planned."""
        return self.before is not None and self.after is not None and self.after - self.before >= WORTH_SAYING

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether another van comes."""
        return bool(self.kept_by) and self.kept_by != self.vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceSeen:
    """What a new version changes. `anew`: why it was not planned from where the vans are; then nothing else is known.

    `changes`: van and sentence. `empty`: missions on the road that have no door left: they turn back.
    """

    anew: Remark | None = None
    promises: tuple[PromiseSeen, ...] = ()
    changes: tuple[tuple[str, Remark], ...] = ()
    empty: tuple[str, ...] = ()

    @property
    def broken(self) -> tuple[PromiseSeen, ...]:
        """Give the promises nobody keeps, each with its reason."""
        return tuple(one for one in self.promises if not one.kept_by)

    @property
    def moved(self) -> tuple[PromiseSeen, ...]:
        """Give the promises that another van keeps, or that are kept later."""
        return tuple(one for one in self.promises if one.kept_by and (one.is_elsewhere or one.is_later))

    @property
    def kept(self) -> int:
        """Give how many promises are kept."""
        return len(self.promises) - len(self.broken)


def see_difference(asking: Asking, plan: UUID) -> DifferenceSeen | None:
    """Give what a plan changes; None where it is a plan of its own that took no other one's place."""
    ours = asking.who.organisation
    allow_question(asking, Action.SEE_MISSION, Resource(kind=ResourceKind.MISSION, organisation=ours))
    record = PlanRecord.objects.filter(organisation=ours, id=plan).defer("body").first()
    if record is None:
        raise not_found("plan", str(plan))
    return _seen(record.difference) if record.difference else None


def difference_of_mission(asking: Asking, mission: str, version: int) -> DifferenceSeen | None:
    """Give what one version of a mission changes; None where it took no other plan's place.

    It speaks of the whole day, so only who may see every mission may ask.
    """
    ours, code = asking.who.organisation, parse_mission_code(mission)
    allow_question(asking, Action.SEE_MISSION, Resource(kind=ResourceKind.MISSION, organisation=ours))
    row = Mission.objects.filter(organisation=ours, code=code, version=version).only("plan_id").first()
    return None if row is None else see_difference(asking, row.plan_id)


def _seen(kept: Mapping[str, Any]) -> DifferenceSeen:
    if "anew" in kept:
        return DifferenceSeen(anew=Remark(text=kept["anew"]["text"], facts=kept["anew"]["facts"]))
    ids = {one["request"] for one in (*kept["promises"], *kept["changes"]) if one["request"]}
    receipts = receipts_of(EvacuationRequest.objects.filter(id__in=ids))
    return DifferenceSeen(
        promises=tuple(_promise(one, receipts) for one in kept["promises"]),
        changes=tuple((one["vehicle"], _remark(one, receipts)) for one in kept["changes"]),
        empty=tuple(kept["empty"]),
    )


def _promise(kept: Mapping[str, Any], receipts: Mapping[str, str]) -> PromiseSeen:
    return PromiseSeen(
        request=receipts.get(kept["request"], ""),
        vehicle=kept["vehicle"],
        aboard=kept["aboard"],
        kept_by=kept["kept_by"],
        before=_moment(kept["before"]),
        after=_moment(kept["after"]),
        reason=_remark(kept["reason"], receipts) if kept["reason"] else None,
    )


def _remark(kept: Mapping[str, Any], receipts: Mapping[str, str]) -> Remark:
    return in_receipts(Remark(text=kept["text"], facts=kept["facts"]), receipts)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
