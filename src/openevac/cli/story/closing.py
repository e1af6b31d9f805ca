"""The end of the story: where every one of the forty stands, what the worker told, and what to look at next."""

from __future__ import annotations

from collections import Counter

from openevac.cli.story.scene import Scene
from openevac.domain.events import RequestStatus


def close(scene: Scene) -> None:
    """Count, and require that each of the forty has a state that explains itself."""
    scene.tell.chapter("Where the forty stand")
    counts: Counter[str] = Counter()
    states = {receipt: _state_of(scene, receipt) for receipt in scene.registered}
    for state in states.values():
        counts[state] += 1
    silent = sorted(receipt for receipt, state in states.items() if not state)
    scene.require(f"nothing promised is silently lost: {', '.join(silent)}", holds=not silent)
    for state, count in counts.most_common():
        scene.tell.under("{count}: {state}", count=count, state=scene.tell.session.words.say(_SAID[state]), style="")
    told = scene.worker.loudspeaker.told
    scene.tell.say("The worker told {count} times; every alarm was on record before it rang.", count=sum(told.values()))
    scene.tell.codes["states"] = states
    scene.tell.codes["counts"] = dict(counts)
    scene.tell.codes["told_by_worker"] = dict(told)
    _end(scene)


def _end(scene: Scene) -> None:
    """Say the last line of the ledger once more, and what somebody can look at now."""
    scene.tell.chapter("What to look at next")
    signed = scene.tell.codes["checkpoint"]
    scene.tell.under("The ledger ends at {size} entries; its witness signed:", style="", size=signed["size"])
    scene.tell.literally(scene.tell.codes["witness"])
    for line in _NEXT:
        scene.tell.literally(line)
    scene.tell.under("Nobody in this story exists; nothing of it is for the road.")


def _state_of(scene: Scene, receipt: str) -> str:
    """Say where one request stands, in one word; nothing where nobody could tell."""
    from openevac.services.requests.see_request import see_request

    if receipt == scene.tell.codes["erased"]:
        return "erased"
    seen = see_request(scene.cast.asking("kateryna"), receipt)
    status = seen.line.status
    if status not in {RequestStatus.OPEN, RequestStatus.ON_MISSION, RequestStatus.ABOARD}:
        return status.value
    if any(hold.released_at is None and hold.owner for hold in seen.holds):
        return "held"
    if status is RequestStatus.OPEN and seen.line.ring_again_at is not None:
        return "rung_again"
    return "unserved" if status is RequestStatus.OPEN and receipt in _with_reason(scene) else ""


def _with_reason(scene: Scene) -> set[str]:
    turned_back = [receipt for doors in scene.tell.codes["turned_back"].values() for receipt in doors]
    return {*scene.tell.codes["unserved"], *scene.tell.codes["left_out"], *turned_back}


_NEXT = (
    "openevac demo --story --keep FOLDER",
    "OPENEVAC_HOME=FOLDER openevac request list --as kateryna",
    "OPENEVAC_HOME=FOLDER openevac ledger verify",
)
"""Commands as they are typed, for whoever wants to walk about in the record of the story."""
_SAID = {
    "handed_over": "brought out and handed over",
    "refused": "said no at the door; rung again on the day they named",
    "linked": "a repeat call, linked to the first",
    "held": "on hold, with an owner it rings every two hours",
    "rung_again": "open, with a time to be rung",
    "unserved": "open, not in this plan, with the reason",
    "left_by_themselves": "came out by themselves or with a neighbour",
    "erased": "erased at their own wish",
}
"""How each state is said; a state that is not here is one the story does not tell of."""
