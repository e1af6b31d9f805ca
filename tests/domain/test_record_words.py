"""The records of people, events, searches and incidents check themselves; each fault is named with what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import (
    Channel,
    Confirmation,
    ConfirmationKind,
    HybridTime,
    MissionYes,
    Op,
    OpKind,
    YesMethod,
)  # fmt: skip
from openevac.domain.incidents import Exhibit, Incident, IncidentKind, KnownBy, MayUse
from openevac.domain.people import AgeBand, Consent, Evacuee, YesKind
from openevac.domain.places import LonLat
from openevac.domain.roles import KEY_ROLES, Action, Actor, ResourceKind, Role
from openevac.domain.tracing import Trace, TraceSide

NOW = datetime(2025, 5, 15, 9, 0, tzinfo=UTC)
NAIVE = datetime(2025, 5, 15, 9, 0)  # noqa: DTZ001 - a time without a zone is what is to be refused
SHA = "ab" * 32


def op(**changes: Any) -> Op:
    given: dict[str, Any] = {
        "id": "op-1", "device": "sokil", "counter": 1, "kind": OpKind.BOARDED, "mission": "В-1",
        "subject": "evacuee:АК7-29М", "value": "yes", "happened_at": NOW, "clock": HybridTime(1, 0), "seen": {},
    }  # fmt: skip
    return Op(**(given | changes))


def incident(**changes: Any) -> Incident:
    given: dict[str, Any] = {
        "id": "I-1", "kind": IncidentKind.SHELLING, "happened_at": NOW, "known_by": KnownBy.SEEN,
        "may_use": MayUse.NOBODY_YET,
    }  # fmt: skip
    return Incident(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "пробіл тут"}, "is not an id"),
        ({"counter": 0}, "counter"),
        ({"happened_at": NAIVE}, "happened_at"),
        ({"value": "x" * 201}, "longer than 200"),
        ({"kind": OpKind.UNDO}, "undoes"),
        ({"undoes": "a b"}, "undoes"),
    ],
)
def test_an_operation_that_does_not_fit_is_refused(changes: dict[str, Any], said: str) -> None:
    op()
    with pytest.raises(InputError, match=said):
        op(**changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"happened_at": NAIVE}, "happened_at"),
        ({"position": LonLat(200, 50)}, "position"),
        ({"civilians_killed": -1}, "civilians_killed"),
        ({"crew_wounded": -2}, "crew_wounded"),
    ],
)
def test_an_incident_that_does_not_fit_is_refused(changes: dict[str, Any], said: str) -> None:
    incident(position=LonLat(37.6, 49.7), civilians_wounded=2)
    with pytest.raises(InputError, match=said):
        incident(**changes)


@pytest.mark.parametrize("sha256", ["", "ab", "AB" * 32, "zz" * 32, "ab" * 33])
def test_an_exhibit_has_a_hash(sha256: str) -> None:
    Exhibit(id="e", sha256=SHA, size_bytes=0, media_type="image/jpeg")
    with pytest.raises(InputError, match="SHA-256"):
        Exhibit(id="e", sha256=sha256, size_bytes=0, media_type="image/jpeg")
    with pytest.raises(InputError, match="size_bytes"):
        Exhibit(id="e", sha256=SHA, size_bytes=-1, media_type="image/jpeg")


def test_children_are_told_by_their_age_band() -> None:
    assert [band for band in AgeBand if band.is_child] == [AgeBand.INFANT, AgeBand.CHILD]


def test_times_without_a_zone_are_refused_everywhere() -> None:
    with pytest.raises(InputError, match="at"):
        MissionYes(by="olena", method=YesMethod.PIN, at=NAIVE)
    with pytest.raises(InputError, match="at"):
        Consent(evacuee="e", kind=YesKind.OWN, at=NAIVE, recorded_by="stepan")
    with pytest.raises(InputError, match="opened_at"):
        Trace(id="t", side=TraceSide.SEARCHES, opened_at=NAIVE, tags=frozenset())
    with pytest.raises(InputError, match="at"):
        Confirmation(kind=ConfirmationKind.CALL_BACK, at=NAIVE, source="x", channel=Channel.PHONE, recorded_by="olena")


def test_codes_are_codes() -> None:
    with pytest.raises(InputError, match="person"):
        Actor(person="Олена з прізвищем", organisation="dopomoha", roles=frozenset())
    with pytest.raises(InputError, match="household"):
        Evacuee(id="e", household="")


def test_every_role_key_is_of_a_role_and_every_word_is_its_own() -> None:
    assert set(KEY_ROLES) < set(Role)
    for words in (Role, Action, ResourceKind):
        assert len({member.value for member in words}) == len(words)
