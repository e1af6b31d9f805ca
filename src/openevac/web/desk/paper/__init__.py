"""Typing a crew's sheet in with the keyboard alone."""
