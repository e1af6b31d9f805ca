"""The pulse: whether alarms can ring at all. Open to everybody, because whoever looks must see it in red."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Router, Schema

from openevac.services.work.pulse import Machinery, see_pulse
from openevac.web.api.shapes import Sentence
from openevac.web.hands import hands

router = Router(tags=["pulse"])


class RedLineOut(Schema):
    """One line in red."""

    why: str = Field(examples=["no_worker"])
    say: Sentence = Field(examples=["Alarms are not running: nothing can ring. Start `openevac work`."])


class PulseOut(Schema):
    """The red lines; none when alarms can ring."""

    red: list[RedLineOut]


@router.get("pulse", auth=None, response=PulseOut, summary="Tell in words what keeps alarms from ringing")
def pulse(request: HttpRequest) -> Machinery:  # noqa: ARG001 - asked for by nobody in particular
    """Give the red lines of the board, also while the database is locked. Nothing else is told without a token."""
    return see_pulse(hands.clock)
