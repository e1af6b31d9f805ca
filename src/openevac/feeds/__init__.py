"""Readers of outside files into the domain; no network here."""
