"""The address a square carries: the desk's own name, never this computer's private one without saying so."""

from __future__ import annotations

from typing import Any

import pytest

from openevac.domain.errors import InputError


@pytest.fixture
def asked(django_ready: Any) -> Any:
    from django.test import RequestFactory

    def ask(address: str) -> Any:
        scheme, _, host = address.partition("://")
        return RequestFactory(HTTP_HOST=host).get("/more/people/let-in/", secure=scheme == "https")

    return ask


@pytest.mark.parametrize(
    ("own", "asks", "address", "only_here"),
    [
        ("", "http://127.0.0.1:8460", "http://127.0.0.1:8460", True),
        ("", "https://localhost:8460", "https://localhost:8460", True),
        ("desk.local", "https://127.0.0.1:8460", "https://desk.local:8460", False),
        ("desk.local", "https://desk.local", "https://desk.local", False),
        ("192.168.1.10", "https://192.168.1.10:8460", "https://192.168.1.10:8460", False),
        ("desk.local", "http://127.0.0.1:8460", "http://desk.local:8460", True),
    ],
)
def test_the_square_carries_the_desk_s_own_name(
    asked: Any, settings_of: Any, own: str, asks: str, address: str, *, only_here: bool
) -> None:
    from openevac.web.desk.more.let_in import enrolment_link, leads_only_here, phone_address

    settings_of(own)
    request = asked(asks)
    assert phone_address(request) == address
    assert leads_only_here(request) is only_here
    assert enrolment_link(address, "secret") == f"{address}/crew/#enrol=secret"


@pytest.fixture
def settings_of(monkeypatch: pytest.MonkeyPatch, django_ready: Any) -> Any:
    from django.conf import settings

    from openevac.config import Config
    from openevac.settings import allowed_hosts

    def be(own: str) -> None:
        from pathlib import Path

        monkeypatch.setattr(settings, "ALLOWED_HOSTS", allowed_hosts(Config(home=Path(), language="uk", host_name=own)))

    return be


@pytest.mark.parametrize("text", ["ключ" * 11, "A" * 43 + "!", "=" * 44])
def test_a_key_that_is_none_is_refused_in_words(text: str) -> None:
    from openevac.web.api.enrolment import _key

    with pytest.raises(InputError, match="no key in base64"):
        _key(text)
