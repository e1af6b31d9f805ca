"""Measurements anyone can repeat: `make bench` prints machine, versions, medians and ratios."""
