"""Chapter three: signs that requests are true, as many as the ladder asks for where each of them leads a van."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from openevac.cli.story.scene import Scene
from openevac.domain.events import Channel, ConfirmationKind, RequestStatus
from openevac.rules.confirmation import Rung, VerdictKind

if TYPE_CHECKING:
    from openevac.services.requests.confirm_request import Judged

Kind = ConfirmationKind
SIGNS = {
    Rung.FAR: (Kind.CALL_BACK,),
    Rung.MIDDLE: (Kind.CALL_BACK, Kind.SECOND_PERSON),
    Rung.NEAR: (Kind.CONTROL_QUESTION, Kind.COMMUNITY_LIST),
}
"""What the operators went after on each rung; whether it is enough, the ladder says."""
FEWER = {"no_answer": (), "hangs_up": (), "forget_us": (), "one_sign_only": (Kind.CONTROL_QUESTION,)}
"""Where less could be had on this day."""
SHARED_SOURCES = {Kind.COMMUNITY_LIST: "список громади"}
RING_AGAIN = timedelta(hours=20)


def confirm(scene: Scene) -> None:
    """Ring back, ask, compare with lists; who is not confirmed is rung again, who has no phone is looked for."""
    scene.tell.chapter("Signs, by how far the line is")
    waiting = [receipt for receipt in scene.registered if _waits(scene, receipt)]
    verdicts: Counter[tuple[Rung, VerdictKind]] = Counter()
    for receipt in waiting:
        judged = _signs_for(scene, receipt)
        verdicts[judged.rung, judged.verdict] += 1
        if judged.verdict is VerdictKind.NEEDS:
            _ring_again(scene, receipt, judged)
    for rung in Rung:
        confirmed, needs, check = (verdicts[rung, kind] for kind in VerdictKind)
        scene.tell.say(
            "{rung}: {confirmed} confirmed, {needs} not yet, {check} only to check the address.",
            rung=scene.tell.session.words.word(rung), confirmed=confirmed, needs=needs, check=check,
        )  # fmt: skip
    scene.tell.codes["verdicts"] = {f"{rung}:{kind}": count for (rung, kind), count in sorted(verdicts.items())}


def _waits(scene: Scene, receipt: str) -> bool:
    from openevac.services.requests.see_request import see_request

    line = see_request(scene.cast.asking("olena"), receipt).line
    return line.status is RequestStatus.OPEN and not line.held


def _signs_for(scene: Scene, receipt: str) -> Judged:
    """Gather the signs for one request, and give what the ladder said last."""
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
    from openevac.services.requests.see_request import see_request

    role = next((name for name, one in scene.roles.items() if one == receipt), "")
    line = see_request(scene.cast.asking("oksana"), receipt).line
    if role == "check_address":
        return _give_up(scene, receipt)
    judged = None
    for kind in FEWER.get(role, SIGNS[line.rung]):
        scene.wait(minutes=3)
        source = SHARED_SOURCES.get(kind, f"{kind.value} {receipt}")
        sign = Sign(kind=kind, source=source, channel=Channel.PHONE)
        judged = confirm_request(scene.cast.order("oksana"), ConfirmRequest(receipt=receipt, sign=sign))
    return judged or _as_it_stands(scene, receipt)


def _as_it_stands(scene: Scene, receipt: str) -> Judged:
    from openevac.services.requests.confirm_request import Judged
    from openevac.services.requests.see_request import see_request

    line = see_request(scene.cast.asking("oksana"), receipt).line
    return Judged(
        receipt=receipt, version=line.version, verdict=line.verdict, rung=line.rung, say=line.say,
        would_do=line.would_do,
    )  # fmt: skip


def _give_up(scene: Scene, receipt: str) -> Judged:
    """Say that no sign can be had: an old woman without a telephone whom nobody on the list of the street knows."""
    from openevac.services.requests.confirm_request import ConfirmRequest, confirm_request

    judged = confirm_request(scene.cast.order("oksana"), ConfirmRequest(receipt=receipt, no_more_possible=True))
    scene.tell.say("{request}: no sign can be had, there is no telephone.", request=receipt)
    scene.tell.remark(judged.say)
    # On a day on which her town is closed she is passed on to who may enter; on another her address is looked at.
    may_be_checked = scene.place_of(receipt) not in scene.day.closed
    scene.require(
        "only the address may be checked",
        holds=(judged.verdict is VerdictKind.CHECK_ADDRESS_ONLY) == may_be_checked,
    )
    return judged


def _ring_again(scene: Scene, receipt: str, judged: Judged) -> None:
    from openevac.services.requests.ring_again import RingAgain, ring_again_at

    at = scene.clock.at + RING_AGAIN
    ring_again_at(scene.cast.order("oksana"), RingAgain(receipt=receipt, at=at))
    scene.tell.say("{request} is not confirmed; it is rung again {at}.", request=receipt, at=at)
    scene.tell.remark(judged.say)
    scene.tell.codes.setdefault("rung_again", []).append(receipt)
