"""docs/fields.md says exactly what the tables hold."""

from __future__ import annotations

from tests.docs.fields_page import PAGE, page


def test_the_page_of_fields_is_the_one_the_models_make(django_ready: object) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.docs.fields_page"


def test_a_new_field_would_change_the_page(django_ready: object) -> None:
    from openevac.store.field_table import as_markdown, field_rows

    rows = field_rows()
    assert as_markdown(rows) != as_markdown(rows[:-1])
