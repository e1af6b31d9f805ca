"""What the keeper opens keys with: public keys, wraps and the sealed key of whoever is signed in."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest
from django.views.decorators.http import require_GET

from openevac.domain.roles import Role
from openevac.services.kernel.who import Who, WhoKind
from openevac.services.keys.key_material import key_material, public_keys
from openevac.services.keys.shifts import see_dropping
from openevac.vault.shift import IDLE
from openevac.web.asking import actor_of, who_sits
from openevac.web.desk.keys.answering import for_the_keeper


@require_GET
@for_the_keeper
def material(request: HttpRequest) -> dict[str, Any]:
    """Give the material, bytes in base64.

    After "lock everything" only a shift lead is given what can be opened; everybody goes on sealing.
    """
    who = who_sits(request)
    if who.kind is WhoKind.BADGE:
        return _to_seal_only(who)
    kept = key_material(who.organisation, who.code)
    found: dict[str, Any] = msgspec.to_builtins(kept)
    found["pin"] = msgspec.json.decode(kept.pin or b"null")
    held = {key["role"] for key in found["keys"]}
    found["tag_wraps"] = {role: wrap for role, wrap in found["tag_wraps"].items() if role in held}
    dropping = see_dropping(who.organisation)
    if dropping.locked and Role.SHIFT_LEAD not in actor_of(request).roles:
        found |= {"sealed_key": "", "pin": None, "keys": [], "tag_wraps": {}}
    return found | {
        "organisation": who.organisation,
        "idle_s": {face.value: idle.total_seconds() for face, idle in IDLE.items()},
        "locked": dropping.locked,
        "dropped_at": dropping.stamp,
    }


def _to_seal_only(who: Who) -> dict[str, Any]:
    """Give a day badge what names and numbers are sealed with; it opens nothing here."""
    public: dict[str, Any] = msgspec.to_builtins(public_keys(who.organisation))
    nothing: dict[str, Any] = {
        "sealed_key": "",
        "pin": None,
        "keys": [],
        "tag_wraps": {},
        "locked": False,
        "dropped_at": 0,
    }
    return public | nothing | {"person": who.code, "organisation": who.organisation, "idle_s": {}}
