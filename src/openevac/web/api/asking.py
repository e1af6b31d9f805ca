"""From a request to who asks and by which clock."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from openevac.services.kernel.command import Order
from openevac.services.kernel.question import Asking
from openevac.services.kernel.who import Who
from openevac.web.hands import hands


def who_asks(request: HttpRequest) -> Who:
    """Give who was recognised by their token."""
    who = getattr(request, "auth", None)
    if not isinstance(who, Who):
        raise TypeError("this address is open to nobody in particular")
    return who


def asking(request: HttpRequest) -> Asking:
    """Give a question of whoever asks."""
    return Asking(who=who_asks(request), clock=hands.clock)


def order(request: HttpRequest, command_id: UUID) -> Order:
    """Give a command of whoever asks."""
    return Order(who=who_asks(request), command_id=command_id, clock=hands.clock)
