"""Drawing the keys of somebody who begins to work here, wrapped by a lead who holds the keys of the roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from openevac.cli.client.founding import may_open
from openevac.domain.errors import InputError
from openevac.domain.roles import KEY_ROLES, Role
from openevac.vault.keys import RoleKey, new_personal_key, seal_personal_key, wrap_role_key
from openevac.vault.pins import new_pin_check
from openevac.vault.sign_in import sign_in_secret
from openevac.vault.stretching import STANDARD_COST, StretchCost

if TYPE_CHECKING:
    from openevac.services.keys.people import NewColleague


def draw_colleague(
    organisation: str,
    code: str,
    roles: Sequence[Role],
    passphrase: str,
    pin: str,
    held: dict[Role, RoleKey],
    cost: StretchCost = STANDARD_COST,
) -> NewColleague:
    """Draw a person's own key and wrap to it the newest key of every role they may open."""
    from openevac.services.keys.people import NewColleague

    own = new_personal_key()
    wanted = [role for role in KEY_ROLES if may_open(roles, role)]
    for role in wanted:
        if role not in held:
            raise InputError(
                "You do not hold the key of the role {role}, so you cannot give it on.",
                "Let a shift lead who holds all keys add this person.",
                field="roles",
                role=role.value,
            )
    return NewColleague(
        code=code,
        roles=tuple(roles),
        recipient=own.recipient,
        sealed_key=seal_personal_key(own, passphrase, cost),
        pin=msgspec.json.encode(new_pin_check(pin, cost)),
        wraps={role: wrap_role_key(held[role], own.recipient) for role in wanted},
        sign_in=sign_in_secret(organisation, code, passphrase),
    )
