"""Correcting a request: only what differs from what is on record is changed, with a reason."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.events import Asker
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.remarks import Remark
from openevac.domain.requests import Priority
from openevac.services.requests.change_request import ChangeRequest, change_request
from openevac.services.requests.people import ChangedEvacuee
from openevac.services.requests.see_request import EvacueeLine, RequestSeen, see_request
from openevac.web.asking import asking, order, signed_in
from openevac.web.desk.requests.history import CHANGED_WORDS
from openevac.web.desk.requests.leading import done
from openevac.web.speaking import words_for
from openevac.web.typed import local_moment, read_form

NEEDS = tuple(field.name for field in fields(Needs))
MOVES, GONE = "moves-", "gone-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeForm:
    """The facts as they should stand afterwards; what is left empty is emptied. Numbers left empty are nought."""

    reason: str = ""
    version: int
    asker: Asker | None = None
    priority: Priority | None = None
    floor: int | None = None
    lift: bool | None = None
    tw_early: str = ""
    tw_late: str = ""
    release_time: str = ""
    care_bed_waived: bool = False
    walks: int = 0
    walks_with_help: int = 0
    wheelchairs: int = 0
    stretchers: int = 0
    over_100_kg: int = 0
    needs_care: int = 0
    needs_no_stairs: int = 0
    carry_floors: int = 0
    belongings_kg: float = 0.0
    belongings_l: float = 0.0
    bulky: int = 0
    pets: int = 0


@require_POST
@signed_in
def change(request: HttpRequest, receipt: str) -> HttpResponse:
    """Change what differs and say what was changed."""
    form = read_form(request, ChangeForm)
    seen = see_request(asking(request), receipt)
    differs = _differs(request, form, seen)
    if not differs:
        raise InputError(
            "Nothing differs from what is on record.", "Change a field, or leave the form.", field="reason"
        )
    asked = ChangeRequest(receipt=receipt, reason=form.reason, version=form.version, **differs)
    changed = change_request(order(request), asked)
    words = words_for(request)
    names = [name for name in differs if name != "cleared"] + list(differs.get("cleared", ()))
    what = ", ".join(words.say(CHANGED_WORDS[name]) for name in names)
    said = [Remark(text="Changed: {what}.", facts={"what": what})]
    if changed.held:
        said.append(Remark(text="It is on hold now; {owner} answers for it.", facts={"owner": changed.hold_owner}))
    return done(request, changed.receipt, *said)


def _differs(request: HttpRequest, form: ChangeForm, seen: RequestSeen) -> dict[str, Any]:
    """Give the fields of the command that differ; what was emptied goes into `cleared`."""
    line = seen.line
    found: dict[str, Any] = {}
    cleared: list[str] = []
    for name in ("asker", "priority"):
        if getattr(form, name) is not None and getattr(form, name) != getattr(line, name):
            found[name] = getattr(form, name)
    times = {name: local_moment(request, name, getattr(form, name)) for name in ("tw_early", "tw_late", "release_time")}
    for name, value in {"floor": form.floor, "lift": form.lift, **times}.items():
        if _same(value, getattr(line, name)):
            continue
        if value is None:
            cleared.append(name)
        else:
            found[name] = value
    needs = Needs(**{name: getattr(form, name) for name in NEEDS})
    if needs != line.needs:
        found["needs"] = needs
    found |= _people(request, seen.people)
    if form.care_bed_waived and not seen.care_bed_waived_by:
        found["care_bed_waived"] = True
    elif seen.care_bed_waived_by and not form.care_bed_waived:
        cleared.append("care_bed_waived")
    return found | ({"cleared": tuple(cleared)} if cleared else {})


def _people(request: HttpRequest, people: tuple[EvacueeLine, ...]) -> dict[str, Any]:
    """Give who is not coming and who moves differently, by the codes on their cardboard."""
    gone = tuple(one.code for one in people if request.POST.get(GONE + one.code))
    moved = []
    for one in people:
        moves = request.POST.get(MOVES + one.code, one.mobility.value)
        if moves not in list(MobilityClass):
            raise InputError("This is no way to move.", "Choose one of the list.", field=MOVES + one.code)
        if moves != one.mobility.value and one.code not in gone:
            moved.append(ChangedEvacuee(code=one.code, mobility=MobilityClass(moves)))
    found: dict[str, Any] = {"gone": gone} if gone else {}
    return found | ({"people": tuple(moved)} if moved else {})


def _same(typed: object, kept: object) -> bool:
    """Tell whether a field stands as it was; the browser's field knows minutes only."""
    if isinstance(typed, datetime) and isinstance(kept, datetime):
        return typed == kept.replace(second=0, microsecond=0)
    return typed == kept
