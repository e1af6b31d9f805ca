"""Day badges: a reception volunteer who came today sees today's arrivals, and nothing tomorrow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict
from openevac.services.kernel.who import local_day
from openevac.store.models import Badge, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBadge:
    """A badge as the lead's client drew it: its code and its public key; the secret half stands on the badge."""

    code: str
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeGiven:
    """The badge and the one day it is good for."""

    code: str
    day: date


def issue_badge(order: Order, asked: NewBadge) -> BadgeGiven:
    """Give out a badge for today; registrations made today are wrapped to it too."""
    return carry_out(order, Action.ISSUE_BADGE, asked, BadgeGiven, _issue)


def take_back_badge(order: Order, asked: BadgeGiven) -> BadgeGiven:
    """Take a badge back before its day is over."""
    return carry_out(order, Action.ISSUE_BADGE, asked, BadgeGiven, _take_back)


def todays_badges(organisation: str, day: date) -> dict[str, str]:
    """Give the public keys of badges that are good on a day, by code: clients wrap new registrations to them."""
    found = Badge.objects.filter(organisation=organisation, day=day, revoked_at=None)
    return dict(found.values_list("code", "recipient"))


def _issue(doing: Doing, asked: NewBadge) -> BadgeGiven:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    require_id("code", asked.code)
    if not asked.recipient.startswith("age1"):
        raise InputError("The badge has no public key.", "Draw the badge again.", field="recipient")
    day = local_day(doing.now)
    if Badge.objects.filter(organisation=doing.organisation, code=asked.code, day=day).exists():
        raise Conflict("The code '{code}' is taken.", "Choose another code word.", field="code", code=asked.code)
    lead = Person.objects.get(organisation=doing.organisation, code=doing.actor.person)
    Badge.objects.create(
        organisation=doing.organisation, code=asked.code, day=day, recipient=asked.recipient, issued_by=lead
    )
    doing.say(f"badge:{asked.code}", day=day.isoformat())
    return BadgeGiven(code=asked.code, day=day)


def _take_back(doing: Doing, asked: BadgeGiven) -> BadgeGiven:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    Badge.objects.filter(organisation=doing.organisation, code=asked.code, day=asked.day, revoked_at=None).update(
        revoked_at=doing.now
    )
    doing.say(f"badge:{asked.code}", taken_back=True)
    return asked
