"""What was typed into a page and would be no time: far beyond every calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest

from openevac.domain.errors import InputError

NOW = datetime(2025, 5, 15, 6, tzinfo=UTC)


def test_ringing_again_is_never_now_and_never_after_sixty_days() -> None:
    from openevac.web.desk.call.typed import ring_at

    assert ring_at(NOW, 30) == NOW + timedelta(minutes=30)
    assert ring_at(NOW, -5) == NOW + timedelta(minutes=1)
    assert ring_at(NOW, 99_999_999_999_999_999_999) == NOW + timedelta(days=60)


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59", "1999-12-31T23:59", "2101-01-01T00:00", "x"])
def test_a_day_of_another_age_is_refused_with_its_field(typed: str) -> None:
    from openevac.web.typed import local_moment

    with pytest.raises(InputError, match="no day and hour") as told:
        local_moment(HttpRequest(), "valid_until", typed)
    assert told.value.field == "valid_until"


def test_an_ordinary_hour_is_read_on_the_local_clock() -> None:
    from openevac.web.typed import local_moment

    read = local_moment(HttpRequest(), "valid_until", "2025-05-15T09:30")
    assert read is not None
    assert read.astimezone(UTC) == datetime(2025, 5, 15, 6, 30, tzinfo=UTC)
