"""Ticking one item of the list before a van leaves, or taking the tick back; who and when stay."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.check_list import CheckItem
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import refuse
from openevac.services.missions.finding import newest_version
from openevac.services.missions.record_check_in import require_heard
from openevac.store.models import MissionTick


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepCheckList:
    """One item of one version's list: ticked, or taken back."""

    mission: str
    version: int
    item: CheckItem
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckKept:
    """What stands now."""

    mission: str
    version: int
    item: CheckItem
    done: bool


def keep_check_list(order: Order, asked: KeepCheckList) -> CheckKept:
    """Keep a tick."""
    return carry_out(order, Action.KEEP_CHECK_LIST, asked, CheckKept, _keep)


def _keep(doing: Doing, asked: KeepCheckList) -> CheckKept:
    row = newest_version(doing, asked.mission)
    if row.version != asked.version:
        raise refuse(
            Remark(
                text="You look at version {given}; version {version} is the newest.",
                facts={"given": asked.version, "version": row.version},
            ),
            "Look at the newest version and its yeses.",
        )
    require_heard(Action.KEEP_CHECK_LIST, row)
    MissionTick.objects.create(
        organisation=doing.organisation, mission=row, item=asked.item.value, done=asked.done, at=doing.now,
        by=doing.actor.person,
    )  # fmt: skip
    doing.say(f"mission:{row.code}", version=row.version, item=asked.item.value, done=asked.done)
    return CheckKept(mission=row.code, version=row.version, item=asked.item, done=asked.done)
