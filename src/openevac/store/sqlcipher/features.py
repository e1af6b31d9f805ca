"""What this SQLite can do: Django asks the standard library's version, which is another one."""

from __future__ import annotations

import sqlcipher3.dbapi2 as sqlcipher
from django.db.backends.sqlite3.features import DatabaseFeatures as PlainFeatures


class DatabaseFeatures(PlainFeatures):
    """Django's SQLite features, answered for the library that is really loaded."""

    can_alter_table_drop_column = sqlcipher.sqlite_version_info >= (3, 35, 5)
    can_return_columns_from_insert = sqlcipher.sqlite_version_info >= (3, 35)
    can_return_rows_from_bulk_insert = can_return_columns_from_insert
    supports_aggregate_order_by_clause = sqlcipher.sqlite_version_info >= (3, 44)
    test_db_allows_multiple_connections = True  # it is a file, never memory
