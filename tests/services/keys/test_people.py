"""Our own people, devices, badges and shifts: let in, shut out, and every refusal in words."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from tests.services.cast import ORGANISATION, PASSPHRASE, PIN, Cast


def colleague(cast: Cast, code: str = "nadiia", roles: tuple[Role, ...] = (Role.OPERATOR,), **changes: Any) -> Any:
    """Make what the lead's client would send for a new colleague."""
    import msgspec

    from openevac.services.keys.people import NewColleague
    from openevac.vault.keys import new_personal_key, seal_personal_key
    from openevac.vault.pins import new_pin_check
    from openevac.vault.stretching import StretchCost

    cheap = StretchCost(memory_kib=19_456, passes=2, lanes=1)
    key = new_personal_key()
    given: dict[str, Any] = {
        "code": code,
        "roles": roles,
        "recipient": key.recipient,
        "sealed_key": seal_personal_key(key, PASSPHRASE, cheap),
        "pin": msgspec.json.encode(new_pin_check(PIN, cheap)),
        "wraps": {role: b"wrap" for role in roles if role in {Role.OPERATOR, Role.COORDINATOR, Role.RECEPTION}},
    } | changes
    return NewColleague(**given)


def test_the_lead_adds_a_colleague_who_can_act_at_once(cast: Cast) -> None:
    from openevac.services.kernel.who import load_actor
    from openevac.services.keys.people import add_person, see_people

    added = add_person(cast.order("liudmyla"), colleague(cast))
    assert (added.code, added.roles, added.keys, added.revoked) == ("nadiia", (Role.OPERATOR,), (Role.OPERATOR,), False)
    assert load_actor(cast.order("nadiia").who, cast.clock.now()).roles == {Role.OPERATOR}
    assert "nadiia" in {one.code for one in see_people(ORGANISATION)}


def test_nobody_else_adds_people(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.keys.people import add_person

    with pytest.raises(NotAllowed, match="Only the shift lead"):
        add_person(cast.order("kateryna"), colleague(cast))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wraps": {}}, "do not fit the roles"),
        ({"wraps": {Role.OPERATOR: b"x", Role.DOCUMENTER: b"x"}}, "do not fit the roles"),
        ({"roles": (Role.WORKER,)}, "not for a person"),
        ({"roles": ()}, "not for a person"),
        ({"code": "olena"}, "is taken"),
        ({"code": "пробіл у коді"}, "is not an id"),
    ],
)
def test_a_colleague_that_does_not_fit_is_refused(cast: Cast, changes: dict[str, Any], said: str) -> None:
    from openevac.services.keys.people import add_person

    with pytest.raises(InputError, match=said):
        add_person(cast.order("liudmyla"), colleague(cast, **changes))


def test_who_leaves_can_do_nothing_and_opens_nothing_new(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotFound
    from openevac.services.kernel.who import load_actor
    from openevac.services.keys.key_material import key_material
    from openevac.services.keys.people import Leaving, revoke_person

    left = revoke_person(cast.order("liudmyla"), Leaving(code="olena", reason="left"))
    assert left.rotate == (Role.OPERATOR,)
    assert load_actor(cast.order("olena").who, cast.clock.now()).revoked
    with pytest.raises(NotFound):
        key_material(ORGANISATION, "olena")


def test_a_reason_is_asked_and_nobody_locks_themselves_out(cast: Cast) -> None:
    from openevac.services.keys.people import Leaving, revoke_person

    with pytest.raises(InputError, match="No reason"):
        revoke_person(cast.order("liudmyla"), Leaving(code="olena", reason="  "))
    with pytest.raises(InputError, match="their own access"):
        revoke_person(cast.order("liudmyla"), Leaving(code="liudmyla", reason="left"))
    with pytest.raises(InputError, match="Nothing is known"):
        revoke_person(cast.order("liudmyla"), Leaving(code="nobody", reason="left"))


def test_a_device_is_let_in_by_its_token_and_shut_out(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.kernel.who import load_actor
    from openevac.services.keys.devices import DeviceKind, Leave, NewDevice, enrol_device, revoke_device, who_shows

    token = "a token that the phone drew"  # noqa: S105 - invented
    digest = sha256(token.encode()).hexdigest()
    asked = NewDevice(code="sokil", kind=DeviceKind.CREW_PHONE, person="stepan", token_sha256=digest)
    enrol_device(cast.order("liudmyla"), asked)
    who = who_shows(token)
    assert who is not None
    actor = load_actor(who, cast.clock.now())
    assert (actor.person, actor.device) == ("stepan", "sokil")
    assert who_shows("another token") is None
    revoke_device(cast.order("kateryna"), Leave(code="sokil", reason="lost"))
    assert who_shows(token) is None
    with pytest.raises(NotAllowed):
        load_actor(who, cast.clock.now())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"token_sha256": "abc"}, "not a SHA-256"),
        ({"public_key": b"short"}, "not 32 bytes"),
        ({"person": "nobody"}, "Nothing is known"),
    ],
)
def test_a_device_that_does_not_fit_is_refused(cast: Cast, changes: dict[str, Any], said: str) -> None:
    from openevac.services.keys.devices import DeviceKind, NewDevice, enrol_device

    given = {"code": "sokil", "kind": DeviceKind.CREW_PHONE, "person": "stepan", "token_sha256": "0" * 64} | changes
    with pytest.raises(InputError, match=said):
        enrol_device(cast.order("liudmyla"), NewDevice(**given))


def test_a_partner_sees_claims_and_nothing_else(cast: Cast) -> None:
    from openevac.domain.roles import Action, Resource, ResourceKind
    from openevac.rules.permissions import decide
    from openevac.services.kernel.who import load_actor
    from openevac.services.keys.devices import NewPartner, add_partner, who_shows

    digest = sha256(b"partner token").hexdigest()
    add_partner(cast.order("liudmyla"), NewPartner(code="susidy", token_sha256=digest))
    who = who_shows("partner token")
    assert who is not None
    actor = load_actor(who, cast.clock.now())
    allowed = {
        action for action in Action for kind in ResourceKind
        if decide(actor, action, Resource(kind=kind, organisation=ORGANISATION)).allowed
    }  # fmt: skip
    assert allowed == {Action.SEE_CLAIMS, Action.CLAIM_REQUEST, Action.RELEASE_CLAIM}


def test_a_badge_is_good_for_its_day(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.kernel.who import Who, WhoKind, load_actor, local_day
    from openevac.services.keys.badges import NewBadge, issue_badge, take_back_badge, todays_badges

    given = issue_badge(cast.order("liudmyla"), NewBadge(code="badge-3", recipient="age1invented"))
    who = Who(kind=WhoKind.BADGE, organisation=ORGANISATION, code="badge-3")
    assert load_actor(who, cast.clock.now()).roles == {Role.DAY_BADGE}
    assert todays_badges(ORGANISATION, local_day(cast.clock.now())) == {"badge-3": "age1invented"}
    with pytest.raises(NotAllowed):
        load_actor(who, cast.clock.now() + timedelta(days=1))
    take_back_badge(cast.order("liudmyla"), given)
    with pytest.raises(NotAllowed):
        load_actor(who, cast.clock.now())


def test_one_shift_runs_at_a_time_and_anybody_can_lock_everything(cast: Cast) -> None:
    from openevac.services.keys.shifts import (
        ShiftEnding,
        ShiftStart,
        end_shift,
        lock_everything,
        see_shift,
        start_shift,
    )

    assert not see_shift(ORGANISATION).keys_may_live
    start_shift(cast.order("liudmyla"), ShiftStart(workstation="desk-1"))
    assert see_shift(ORGANISATION).lead == "liudmyla"
    with pytest.raises(InputError, match="runs already"):
        start_shift(cast.order("liudmyla"), ShiftStart(workstation="desk-2"))
    lock_everything(cast.order("sashko"), ShiftEnding(reason="checkpoint"))
    state = see_shift(ORGANISATION)
    assert (state.keys_may_live, state.locked_at) == (False, cast.clock.now())
    start_shift(cast.order("liudmyla"), ShiftStart(workstation="desk-1"))
    assert see_shift(ORGANISATION).locked_at is None
    end_shift(cast.order("liudmyla"), ShiftEnding())
    with pytest.raises(InputError, match="No shift runs"):
        end_shift(cast.order("liudmyla"), ShiftEnding())


def test_six_digits_open_a_screen_and_five_wrong_ones_ask_for_the_lead(cast: Cast) -> None:
    from openevac.services.keys.pins import check_pin, forgive_pins
    from openevac.vault.pins import PinVerdict

    assert check_pin(ORGANISATION, "olena", PIN, cast.clock) is PinVerdict.RIGHT
    seen = []
    for _ in range(6):
        seen.append(check_pin(ORGANISATION, "olena", "118844", cast.clock))
        cast.clock.pass_time(hours=1)
    assert seen[-1] is PinVerdict.LEAD_NEEDED
    assert check_pin(ORGANISATION, "olena", PIN, cast.clock) is PinVerdict.LEAD_NEEDED
    forgive_pins(ORGANISATION, "olena")
    assert check_pin(ORGANISATION, "olena", PIN, cast.clock) is PinVerdict.RIGHT
    assert check_pin(ORGANISATION, "nobody", PIN, cast.clock) is PinVerdict.WRONG


def test_screens_drop_keys_opened_before_a_shift_ended_or_everything_was_locked(cast: Cast) -> None:
    from openevac.services.keys.shifts import (
        ShiftEnding,
        ShiftStart,
        end_shift,
        lock_everything,
        see_dropping,
        start_shift,
    )

    before = see_dropping(ORGANISATION)
    assert (before.stamp, before.locked) == (0, False)
    start_shift(cast.order("liudmyla"), ShiftStart(workstation="desk"))
    assert see_dropping(ORGANISATION).stamp == 0, "a shift that begins closes nothing"
    cast.clock.pass_time(hours=8)
    end_shift(cast.order("liudmyla"), ShiftEnding())
    ended = see_dropping(ORGANISATION)
    assert (ended.at, ended.locked) == (cast.clock.now(), False)
    cast.clock.pass_time(minutes=1)
    lock_everything(cast.order("sashko"), ShiftEnding(reason="checkpoint"))
    locked = see_dropping(ORGANISATION)
    assert (locked.at, locked.locked) == (cast.clock.now(), True)
    assert locked.stamp > ended.stamp
    cast.clock.pass_time(minutes=1)
    start_shift(cast.order("liudmyla"), ShiftStart(workstation="desk"))
    again = see_dropping(ORGANISATION)
    assert not again.locked
    assert again.stamp <= locked.stamp, "who opened after the lock keeps their keys when the shift starts"
