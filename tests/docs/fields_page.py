"""Writes docs/fields.md from the models: python -m tests.docs.fields_page"""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "fields.md"
INTRO = """# Everything that is kept

This page is made from the tables themselves (`python -m tests.docs.fields_page` writes it, a test compares it), so it
cannot say less than the database holds. For each field: its class, what it is for, when its row goes, and what three
kinds of thieves can read.

- **disk alone**: somebody takes the switched-off computer, a disk or a copied database file. The file is encrypted
  (SQLCipher); on PostgreSQL this holds only if the volume is encrypted.
- **open database**: somebody takes over the running server, or the computer with the database unlocked. They read the
  planning layer; they cannot read names, numbers and doors.
- **database and role keys**: somebody also has an open workstation or a person's key and passphrase. They read what
  that role reads; with the tag key they can try out all phone numbers in minutes.

Classes: `record` our own work · `planning` about a household, coarse · `staff` about those who work here · `sealed`
names, numbers, doors, words · `tag` keyed tags · `key` keys and wraps · `ledger` hashes and signatures.

When a row goes:

"""

LIBRARIES = """## Tables of libraries

The sign-in keeps a few tables of its own in the same database. A restored backup is without them: people sign in again
and set up their second factors anew.

"""


def page() -> str:
    """Give the page as it should stand."""
    from openevac.rules.retention import RULES
    from openevac.store.field_table import as_markdown, field_rows
    from openevac.store.library_tables import LIBRARY_TABLES

    ends = "".join(f"- `{expiry}`: {rule.why.in_english()}\n" for expiry, rule in RULES.items())
    theirs = "".join(f"- `{table}`: {what}\n" for table, what in LIBRARY_TABLES.items())
    return f"{INTRO}{ends}\n{as_markdown(field_rows())}\n{LIBRARIES}{theirs}"


if __name__ == "__main__":
    from tests.databases import databases

    databases()
    PAGE.write_text(page(), encoding="utf-8")
