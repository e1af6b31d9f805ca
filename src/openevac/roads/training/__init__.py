"""The training region: an invented map for exercises over real place names, the same on every machine."""
