"""The address for tracking apps: one answer for everybody, the newest coarse place, and no trace anywhere else."""

from __future__ import annotations

import json
import logging
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from openevac.domain.places import LonLat, coarse
from tests.feeds.test_tracker_positions import OWNTRACKS, TRACCAR
from tests.web.asking import Answer, ask
from tests.web.house import OWN, House

TOKEN = "znak-dlia-prohramy-stezhennia"  # noqa: S105 - invented for this test
NEEDLES = ("49.4123", "36.6543", TOKEN)


@pytest.fixture
def tracked(house: House) -> House:
    from openevac.services.kernel.command import Order
    from openevac.services.kernel.who import Who, WhoKind
    from openevac.services.missions.trackers import StartTracker, start_tracker

    who = Who(kind=WhoKind.PERSON, organisation="dopomoha", code="liudmyla")
    digest = sha256(TOKEN.encode()).hexdigest()
    order = Order(who=who, command_id=uuid4(), clock=house.world.clock)
    start_tracker(order, StartTracker(mission=OWN, token_sha256=digest, near_line=True))
    return house


def now_of(house: House) -> Any:
    return house.world.clock.now()


def query_of(house: House, token: str = TOKEN) -> str:
    at = int(now_of(house).timestamp())
    return (
        f"id={token}&timestamp={at}&lat=49.4123&lon=36.6543&speed=25.6&bearing=91.5&altitude=112.4&accuracy=4.7&batt=61"
    )


def tells(house: House, app: str, token: str = TOKEN) -> Answer:
    now = now_of(house)
    if app == "traccar":
        coords = {**TRACCAR["location"]["coords"], "latitude": 49.4123, "longitude": 36.6543}  # type: ignore[index]  # a dict there
        location = {**TRACCAR["location"], "coords": coords, "timestamp": now.isoformat().replace("+00:00", "Z")}  # type: ignore[dict-item]  # a dict there
        return ask("POST", "/t/", body={"location": location, "device_id": token})
    if app == "owntracks":
        told = {**OWNTRACKS, "lat": 49.4123, "lon": 36.6543, "tst": int(now.timestamp())}
        return ask("POST", "/t/", body=told, query=f"id={token}")
    return ask("GET" if app == "osmand" else "POST", "/t/", query=query_of(house, token))


def places() -> list[tuple[float, float]]:
    from openevac.store.models import Tracker

    rows = Tracker.objects.exclude(seen_at=None).values_list("lon", "lat")
    return [(lon, lat) for lon, lat in rows if lon is not None and lat is not None]


@pytest.mark.parametrize("app", ["traccar", "owntracks", "osmand", "traccar before"])
def test_each_app_is_understood_and_the_place_is_coarse(tracked: House, app: str) -> None:
    answer = tells(tracked, app)
    assert (answer.status, answer.body) == (200, b"[]")
    assert places() == [tuple(coarse(LonLat(36.6543, 49.4123)))]


def test_who_tries_tokens_learns_nothing(tracked: House) -> None:
    known, unknown = tells(tracked, "osmand"), tells(tracked, "osmand", "vydumanyi")
    assert (known.status, known.body, known.headers) == (unknown.status, unknown.body, unknown.headers)
    assert len(places()) == 1


def test_by_default_a_crew_is_not_followed_where_the_line_may_be(tracked: House) -> None:
    from openevac.store.models import Tracker

    Tracker.objects.update(near_line=False)
    assert tells(tracked, "traccar").status == 200, "else the app would send it again and again"
    assert places() == []


@pytest.mark.parametrize(("method", "query", "raw", "status"), [
    ("GET", "", b"", 400), ("POST", "", b"{", 400), ("POST", f"id={TOKEN}", b"[1]", 400),
    ("PUT", f"id={TOKEN}", b"", 405),
    ("POST", f"id={TOKEN}&lat=%00&lon=%ff&timestamp=1", b"", 400), ("POST", f"id={TOKEN}", b"{" * 900_000, 400),
])  # fmt: skip
def test_what_is_of_no_app_is_refused(tracked: House, method: str, query: str, raw: bytes, status: int) -> None:
    assert ask(method, "/t/", query=query, raw=raw).status == status
    assert places() == []


def test_a_place_stands_in_no_log_even_where_the_program_fails(
    tracked: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from openevac.web import trackers
    from openevac.web.asgi import SERVING

    caplog.set_level(logging.DEBUG)
    for app in ("traccar", "owntracks", "osmand"):
        tells(tracked, app)
    ask("GET", "/t/", query=query_of(tracked).replace("lat", "latt"))

    def fails(*_: Any) -> bool:
        raise RuntimeError(*NEEDLES)

    monkeypatch.setattr(trackers, "keep_place", fails)
    assert tells(tracked, "osmand").status == 500
    # Messages alone: the framework hands the failure itself along, and what the program prints of it is in the output.
    heard = "\n".join(one.getMessage() for one in caplog.records) + "".join(capfd.readouterr())
    assert "trackers.py" in heard or "RuntimeError" in heard, "the failure itself is told"
    for needle in NEEDLES:
        assert needle not in heard
    assert SERVING["access_log"] is False


def test_what_is_kept_of_it_is_one_coarse_row(tracked: House) -> None:
    from django.apps import apps

    tells(tracked, "traccar")
    kept = json.dumps([list(map(str, row)) for model in apps.get_app_config("store").get_models()
                       for row in model._default_manager.values_list()])  # fmt: skip
    for needle in (*NEEDLES, "112.4", "1200.5", "in_vehicle"):
        assert needle not in kept, needle
