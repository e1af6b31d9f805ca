"""How a question is asked: read only, allowed or refused by the same table as commands."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.roles import Action, Actor, Resource
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.command import require_allowed
from openevac.services.kernel.who import Who, load_actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks a question, and by which clock.

    `known`: what they are trusted with, where a face has read it a moment ago for this same page; None: it is read
    now. A command reads it anew, always.
    """

    who: Who
    clock: Clock
    known: Actor | None = None


def actor_who_asks(asking: Asking) -> Actor:
    """Give what somebody is trusted with who asks; NotAllowed for who is unknown here."""
    return asking.known or load_actor(asking.who, asking.clock.now())


def allow_question(asking: Asking, action: Action, resource: Resource) -> Actor:
    """Give the actor, or refuse; a question that hands out sealed identities is a command instead."""
    actor = actor_who_asks(asking)
    require_allowed(actor, action, resource)
    return actor
