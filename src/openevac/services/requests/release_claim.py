"""Giving a claimed request back to the common list, so that somebody else may fetch these people."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.roles import Action
from openevac.rules.claims import release
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, NotFound, refuse
from openevac.services.requests.claim_request import Claimed, answer, find_claim, standing
from openevac.services.requests.sharing import store
from openevac.services.requests.typed import require_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseClaim:
    """Which claim: our own request by `receipt`, or any by `tag`."""

    receipt: str = ""
    tag: str = ""

    def __post_init__(self) -> None:
        if bool(self.receipt) == bool(self.tag):
            raise InputError("Give the number or the tag, one of the two.", "Leave the other one out.", field="tag")
        if self.tag:
            require_tag("tag", self.tag)


def release_claim(order: Order, asked: ReleaseClaim) -> Claimed:
    """Release one's own claim; another organisation's claim reads as if there were none."""
    return carry_out(order, Action.RELEASE_CLAIM, asked, Claimed, _change)


def _change(doing: Doing, asked: ReleaseClaim) -> Claimed:
    row = find_claim(doing, asked.receipt, asked.tag)
    decision, shared = release(standing(row, doing), doing.actor.organisation, doing.now)
    if not decision.allowed:
        raise refuse(decision.reason, "Look at the list of claims.", NotFound if decision.hidden else Conflict)
    store(row, shared, doing)
    return answer(doing, row, shared, decision.reason)
