"""The database tables, step by step."""
