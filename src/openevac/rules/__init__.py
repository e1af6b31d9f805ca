"""Decisions as pure functions and tables: who may do what, what holds a request, what must be asked at a door."""
