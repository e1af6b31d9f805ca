"""What goes in comes out the same on every database: times, decimals, JSON, bytes, and errors as Django names them."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import Avg, Count, F, StdDev, Sum
from django.db.models.functions import TruncDay

from openevac.config import Config


@cache
def probe_model() -> type[models.Model]:
    """Make a model with one field of every type; its app is in no list, so that no migration knows of it."""
    fields = {
        "name": models.CharField(max_length=40, unique=True),
        "at": models.DateTimeField(null=True),
        "day": models.DateField(null=True),
        "hour": models.TimeField(null=True),
        "took": models.DurationField(null=True),
        "amount": models.DecimalField(max_digits=12, decimal_places=3, null=True),
        "yes": models.BooleanField(default=False),
        "code": models.UUIDField(default=uuid.uuid4),
        "facts": models.JSONField(default=dict),
        "sealed": models.BinaryField(default=bytes),
        "number": models.PositiveIntegerField(default=0),
        "after": models.ForeignKey("self", null=True, on_delete=models.PROTECT),
        "Meta": type("Meta", (), {"app_label": "probe"}),
        "__module__": __name__,
    }
    return type("Probe", (models.Model,), fields)


@pytest.fixture
def probe(fresh_database: Config) -> Any:
    with connection.schema_editor() as editor:
        editor.create_model(probe_model())
    return probe_model()


VALUES: dict[str, Any] = {
    "at": datetime(2026, 3, 29, 2, 30, 15, 123456, tzinfo=UTC),
    "day": date(2024, 2, 29),
    "hour": time(23, 59, 59, 999999),
    "took": timedelta(days=-3, microseconds=7),
    "amount": Decimal("123456789.125"),
    "yes": True,
    "code": uuid.UUID("12345678-1234-5678-1234-567812345678"),
    "facts": {"місце": ["Куп'янськ", 1, 2.5, None, True], "deep": {"a": {"b": "%s %(x)s %%"}}},
    "sealed": bytes(range(256)),
    "number": 2_147_483_647,
}


@pytest.mark.parametrize("field", VALUES)
def test_a_value_comes_back_as_it_went_in(probe: Any, field: str) -> None:
    probe.objects.create(name=field, **{field: VALUES[field]})
    back = getattr(probe.objects.get(name=field), field)
    back = bytes(back) if field == "sealed" else back
    assert back == VALUES[field]
    assert type(back) is type(VALUES[field])


@pytest.mark.parametrize("field", [name for name in VALUES if name != "sealed"])
def test_a_value_is_found_again(probe: Any, field: str) -> None:
    probe.objects.create(name="one", **{field: VALUES[field]})
    probe.objects.create(name="other", **({"yes": False} if field == "yes" else {}))
    assert [found.name for found in probe.objects.filter(**{field: VALUES[field]})] == ["one"]


@pytest.mark.parametrize("text", ["%s", "100 %", "a'b\"c", "Ґанна\u2019ївка", "\u202e\u0440", "\\", "🚐"])
def test_any_text_can_be_written_and_found(probe: Any, text: str) -> None:
    probe.objects.create(name=text)
    assert probe.objects.get(name=text).name == text
    assert probe.objects.filter(name__contains=text).count() == 1
    assert probe.objects.filter(name__regex=r"^.+$").count() == 1


def test_statements_by_name_and_many_at_once(probe: Any) -> None:
    columns = "name, yes, code, facts, sealed, number"
    with connection.cursor() as cursor:
        statement = f"INSERT INTO probe_probe ({columns}) VALUES (%(name)s, %(yes)s, %(code)s, '{{}}', '', %(number)s)"  # noqa: S608 - a constant
        code = connection.ops.adapt_unknown_value("") or uuid.uuid4().hex
        cursor.executemany(statement, [{"name": f"n{i}", "yes": False, "code": code, "number": i} for i in range(5)])
        cursor.executemany(statement, [])
        cursor.execute("SELECT sum(number) FROM probe_probe WHERE name LIKE 'n%%' AND number > %s", [1])
        assert cursor.fetchone() == (9,)
        cursor.execute("SELECT name FROM probe_probe ORDER BY number")
        assert cursor.fetchmany(2) == [("n0",), ("n1",)]
        assert [row[0] for row in cursor] == ["n2", "n3", "n4"]


def test_many_rows_at_once_get_their_keys(probe: Any) -> None:
    made = probe.objects.bulk_create([probe(name=f"n{i}", number=i) for i in range(2500)])
    assert {one.pk for one in made} == set(probe.objects.values_list("pk", flat=True))
    assert probe.objects.filter(pk__in=[one.pk for one in made[:900]]).count() == 900
    assert len(list(probe.objects.iterator(chunk_size=100))) == 2500


def test_the_database_reckons_with_times_and_numbers(probe: Any) -> None:
    for hour in range(30):
        at = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(hours=hour)
        probe.objects.create(name=str(hour), at=at, number=hour, took=timedelta(minutes=hour))
    days = probe.objects.annotate(of=TruncDay("at")).values("of").annotate(n=Count("id")).order_by("of")
    assert [row["n"] for row in days] == [24, 6]
    assert probe.objects.filter(at__date=date(2026, 11, 23)).count() == 6
    assert probe.objects.filter(at__hour__gte=22).count() == 2
    later = probe.objects.annotate(until=F("at") + F("took")).get(name="20").until
    assert later == datetime(2026, 11, 22, 20, 20, tzinfo=UTC)
    summed = probe.objects.aggregate(s=Sum("number"), a=Avg("number"), d=StdDev("number"))
    assert (summed["s"], summed["a"]) == (435, 14.5)
    assert summed["d"] == pytest.approx(8.655, abs=0.001)


def test_json_is_searched_inside(probe: Any) -> None:
    probe.objects.create(name="a", facts={"kind": "drone", "n": 3})
    probe.objects.create(name="b", facts={"kind": "mine"})
    assert [one.name for one in probe.objects.filter(facts__kind="drone")] == ["a"]
    assert [one.name for one in probe.objects.filter(facts__has_key="n")] == ["a"]


@pytest.mark.parametrize(
    "bad",
    [
        {"name": "taken"},
        {"name": "x", "after_id": 999_999},
        {"name": "x", "number": -1},
        {"name": None},
    ],
    ids=["unique", "foreign key", "negative", "null"],
)
def test_what_breaks_a_constraint_is_an_integrity_error(probe: Any, bad: dict[str, Any]) -> None:
    probe.objects.create(name="taken")
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        probe.objects.create(**bad)
    assert probe.objects.count() == 1


def test_a_part_of_a_transaction_can_be_undone(probe: Any) -> None:
    with transaction.atomic():
        probe.objects.create(name="stays")
        with pytest.raises(IntegrityError), transaction.atomic():
            probe.objects.bulk_create([probe(name="goes"), probe(name="stays")])
        probe.objects.create(name="stays too")
    assert sorted(one.name for one in probe.objects.all()) == ["stays", "stays too"]


def test_a_table_can_be_changed_later(probe: Any) -> None:
    probe.objects.create(name="before")
    added = models.CharField(max_length=9, default="new")
    added.set_attributes_from_name("added")
    with connection.schema_editor() as editor:
        editor.alter_field(probe, probe._meta.get_field("number"), _wider())  # SQLite makes the table anew
        editor.add_field(probe, added)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, added, number FROM probe_probe")
        assert cursor.fetchall() == [("before", "new", 0)]


def _wider() -> models.Field[Any, Any]:
    field = models.BigIntegerField(default=0)
    field.set_attributes_from_name("number")
    field.model = probe_model()
    return field
