"""Sealing what only people with a key may read: records, keys of roles and people, tags, backups, erasure.

The room knows no database, no network and no clock: `now` is an argument, sealed bytes go in and come out.
"""
