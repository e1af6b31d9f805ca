"""Rows turned into what the core reasons about; nothing here decides anything."""
