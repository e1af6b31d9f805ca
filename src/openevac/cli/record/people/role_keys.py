"""The opened role keys of the one who acts: a lead who adds somebody or changes a key needs the keys themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openevac.cli.record.acting import Acting
from openevac.cli.record.agent import ask_agent
from openevac.cli.record.places import RecordPlaces
from openevac.domain.roles import Role

if TYPE_CHECKING:
    from openevac.vault.keys import RoleKey


def held_keys(me: Acting) -> list[RoleKey]:
    """Give every role key this person can open, all epochs: from the running shift, or by their passphrase."""
    from openevac.services.keys.key_material import key_material
    from openevac.vault.keys import RoleKey, open_personal_key, open_role_key

    held = ask_agent(RecordPlaces(me.session.config))
    if held is not None and held.person == me.person:
        return [
            RoleKey(role=Role(one.role), epoch=one.epoch, recipient=one.recipient, identity=one.identity)
            for one in held.keys
        ]
    material = key_material(me.organisation, me.person)
    own = open_personal_key(material.sealed_key, me.passphrase())
    return [open_role_key(one.wrap, own.identity, role=one.role, epoch=one.epoch) for one in material.keys]


def newest(keys: list[RoleKey]) -> dict[Role, RoleKey]:
    """Give the newest key of each role."""
    return {key.role: key for key in sorted(keys, key=lambda key: key.epoch)}


def tag_key_of(me: Acting) -> bytes | None:
    """Give the organisation's tag key where this person can open it."""
    from openevac.services.keys.key_material import key_material
    from openevac.vault.tags import open_tag_key

    held = ask_agent(RecordPlaces(me.session.config))
    if held is not None and held.person == me.person:
        return held.tag_key
    wraps = key_material(me.organisation, me.person).tag_wraps
    keys = newest(held_keys(me))
    return next((open_tag_key(wrap, keys[role].identity) for role, wrap in wraps.items() if role in keys), None)
