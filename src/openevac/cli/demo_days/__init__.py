"""Two invented days on the training region, as files that the ordinary readers read."""
