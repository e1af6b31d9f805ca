"""Adding a sign that a request is true, and saying what the ladder makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.events import Channel, ConfirmationKind
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.rules.confirmation import CLOCK_SLACK, Rung, VerdictKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.requests.finding import load_to_change, require_waiting, subject_of, touch
from openevac.services.requests.judging import verdict_of
from openevac.services.requests.typed import require_line, require_tag
from openevac.store.models import Confirmation

SOURCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign: which, on whose word (a code, an office or a keyed tag; never a name), over which channel.

    `at`: when it was given, where that was not just now. `line_tag`: the tag of the phone it came over.
    """

    kind: ConfirmationKind
    source: str
    channel: Channel
    at: datetime | None = None
    line_tag: str = ""

    def __post_init__(self) -> None:
        require_line("source", self.source, SOURCE)
        if not self.source.strip():
            raise InputError(
                "The sign does not say on whose word it rests.",
                "Write a code or an office, for example the list of the community; never a name.",
                field="source",
            )
        require_aware("at", self.at)
        if self.line_tag:
            require_tag("line_tag", self.line_tag)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRequest:
    """A sign to be added, or the word that no further sign can be had; `version`: as it was read, if it was."""

    receipt: str
    sign: Sign | None = None
    no_more_possible: bool = False
    version: int | None = None

    def __post_init__(self) -> None:
        if self.sign is None and not self.no_more_possible:
            raise InputError(
                "There is no sign to add.", "Name the sign, or say that no further sign can be had.", field="sign"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the ladder says now: `say` in words, `would_do` what would help, `set_aside` why some signs do not count."""

    receipt: str
    version: int
    verdict: VerdictKind
    rung: Rung
    say: Remark
    would_do: tuple[Remark, ...] = ()
    set_aside: tuple[Remark, ...] = ()


def confirm_request(order: Order, asked: ConfirmRequest) -> Judged:
    """Add a sign and judge the request anew, by the access in force and the distance to the line."""
    return carry_out(order, Action.CONFIRM_REQUEST, asked, Judged, _change)


def _change(doing: Doing, asked: ConfirmRequest) -> Judged:
    request = load_to_change(doing, asked.receipt, asked.version)
    require_waiting(request)
    if asked.sign is not None:
        Confirmation.objects.create(
            organisation=doing.organisation,
            request=request,
            kind=asked.sign.kind.value,
            at=_given_at(asked.sign, doing.now),
            source=asked.sign.source.strip(),
            channel=asked.sign.channel.value,
            line_tag=asked.sign.line_tag,
            recorded_by=doing.actor.person,
        )
        # A sign after somebody gave up: there was one to be had after all.
        request.no_more_signs_by = ""
    if asked.no_more_possible:
        request.no_more_signs_by = doing.actor.person
    verdict = verdict_of(request, doing.now)
    request.verdict = verdict.kind.value
    touch(request, doing, "verdict", "no_more_signs_by")
    doing.say(
        subject_of(request),
        household=request.household_id,
        sign=asked.sign.kind.value if asked.sign else "",
        no_more_possible=asked.no_more_possible,
        verdict=verdict.kind.value,
        rung=verdict.rung.value,
    )
    return Judged(
        receipt=request.receipt,
        version=request.version,
        verdict=verdict.kind,
        rung=verdict.rung,
        say=verdict.reason,
        would_do=verdict.would_do,
        set_aside=verdict.set_aside,
    )


def _given_at(sign: Sign, now: datetime) -> datetime:
    if sign.at is not None and sign.at > now + CLOCK_SLACK:
        raise InputError(
            "The sign is dated later than now.", "Correct the time, or the clock of this computer.", field="at"
        )
    return now if sign.at is None else sign.at
