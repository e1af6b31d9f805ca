"""Letting a phone in: the one thing that is done without a token, because the phone has none yet."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import Throttled
from ninja.throttling import SimpleRateThrottle

from openevac.domain.errors import InputError
from openevac.services.kernel.clock import ExerciseClock
from openevac.services.kernel.refusals import Refused
from openevac.services.keys.enrolment import AcceptEnrolment, accept_enrolment
from openevac.web.api.shapes import REFUSALS, Command
from openevac.web.hands import hands

router = Router(tags=["devices"])
WRONG_OFFERS = "30/m"
"""For one address. A right secret is looked up first and always answered: a whole shift's phones share one address."""


class EnrolIn(Command):
    """What the phone read from the square, and the public halves of what it drew itself."""

    offer: str = Field(min_length=1, max_length=64, examples=["vyhadanyi-sekret-z-kvadrata"])
    public_key: str = Field(min_length=44, max_length=44, examples=["A" * 43 + "="])
    token_sha256: str = Field(min_length=64, max_length=64, examples=["0" * 64])
    recipient: str = Field(default="", max_length=128, examples=["age1" + "q" * 58])


class EnrolledOut(Schema):
    """How the phone is known from now on."""

    device: str
    person: str
    organisation: str
    away_ms: int = Field(description="How far an exercise's invented day is from today; 0 where people are real.")


class WrongOffers(SimpleRateThrottle):
    """Counts the wrong secrets of one address."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """Give the name under which this address is counted."""
        return f"wrong-offers-{self.get_ident(request)}"


@router.post(
    "enrol", auth=None, response={200: EnrolledOut, **REFUSALS}, summary="Let this phone in by the square of the desk"
)
def enrol(request: HttpRequest, asked: EnrolIn) -> EnrolledOut:
    """Take a phone in that shows the one-time secret of an offer. It is good once, for ten minutes.

    An unknown, a used and an ended secret are refused in the same words. Send the same command id again where no
    answer came: the same answer is given, and nothing is done twice.
    """
    accepting = AcceptEnrolment(
        offer=asked.offer, public_key=_key(asked.public_key), token_sha256=asked.token_sha256, recipient=asked.recipient
    )
    try:
        enrolled = accept_enrolment(accepting, asked.command_id, hands.clock)
    except Refused as fault:
        if fault.field != "offer":
            raise
        throttle = WrongOffers(WRONG_OFFERS)
        if not throttle.allow_request(request):
            raise Throttled(wait=int(throttle.wait() or 0) + 1) from None
        raise
    return EnrolledOut(
        device=enrolled.device, person=enrolled.person, organisation=enrolled.organisation, away_ms=_away_ms()
    )


def _away_ms() -> int:
    """Give how far this desk's day is from today: only the invented day of an exercise is away from it."""
    return hands.clock.away // timedelta(milliseconds=1) if isinstance(hands.clock, ExerciseClock) else 0


def _key(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:  # not base64, or letters beyond ASCII
        raise InputError("This is no key in base64.", "Load the page again and repeat.", field="public_key") from None
