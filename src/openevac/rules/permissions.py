"""Who may do what: one question to the one table, denied by default, and the sentence that says why or why not."""

from __future__ import annotations

from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Actor, Decision, Resource, ResourceKind, Role
from openevac.rules.permission_table import CREW, PERMISSIONS, Permission

_NOTHING_HERE = Remark(text="There is nothing here under that name.")
_REVOKED = Remark(text="Your access was taken back; ask the shift lead.")
_NO_SUCH_ACTION = Remark(text="Nobody may do this to such a thing.")
_OTHER_MISSION = Remark(text="This belongs to another mission; a crew acts on its own only.")
_ONLY_TODAY = Remark(text="A day badge is for the arrivals of today only.")
_NOBODY_ASKED = Remark(text="Nobody asked for this export yet; it takes one person who asks and another who approves.")
_TWO_PEOPLE = Remark(text="You asked for this export yourself; another person must approve it.")


def decide(actor: Actor, action: Action, resource: Resource) -> Decision:
    """Tell whether `actor` may do `action` to `resource`, and why.

    In another organisation everything but claims is hidden: a refusal there reads the same for what exists and
    for what does not. A crew learns as little of missions that are not its own.
    """
    row = PERMISSIONS.get((action, resource.kind))
    if actor.organisation != resource.organisation:
        return _across(actor, row)
    if actor.revoked:
        return Decision(allowed=False, reason=_REVOKED)
    if row is None:
        return Decision(allowed=False, reason=_NO_SUCH_ACTION)
    role = _role_that_may(actor, row, resource)
    if role is None:
        return _refusal(actor, row, resource)
    return _export_rule(actor, action, resource) or _allowed(role)


def own_mission(actor: Actor, resource: Resource) -> bool:
    """Tell whether a thing belongs to a mission the actor rides on."""
    mission = resource.mission or (resource.id if resource.kind is ResourceKind.MISSION else "")
    return bool(mission) and mission in actor.missions


def _across(actor: Actor, row: Permission | None) -> Decision:
    if row is not None and not actor.revoked and actor.roles & row.partner:
        return _allowed(_first(actor.roles & row.partner))
    return Decision(allowed=False, reason=_NOTHING_HERE, hidden=True)


def _role_that_may(actor: Actor, row: Permission, resource: Resource) -> Role | None:
    fitting = actor.roles & row.desk
    if own_mission(actor, resource):
        fitting |= actor.roles & row.crew
    if resource.today:
        fitting |= actor.roles & row.today
    return _first(fitting) if fitting else None


def _refusal(actor: Actor, row: Permission, resource: Resource) -> Decision:
    reason = row.why_not
    if actor.roles & row.crew:
        reason = _OTHER_MISSION
    elif actor.roles & row.today:
        reason = _ONLY_TODAY
    only_crew = bool(actor.roles) and actor.roles <= CREW
    return Decision(allowed=False, reason=reason, hidden=only_crew and not own_mission(actor, resource))


def _export_rule(actor: Actor, action: Action, resource: Resource) -> Decision | None:
    if action is not Action.APPROVE_EXPORT:
        return None
    if not resource.asked_by:
        return Decision(allowed=False, reason=_NOBODY_ASKED)
    return Decision(allowed=False, reason=_TWO_PEOPLE) if resource.asked_by == actor.person else None


def _first(roles: frozenset[Role]) -> Role:
    """Give the role that stands first in the list of roles, so that the same question has one answer."""
    return next(role for role in Role if role in roles)


def _allowed(role: Role) -> Decision:
    return Decision(allowed=True, reason=Remark(text="Allowed: {role}.", facts={"role": role.value}))
