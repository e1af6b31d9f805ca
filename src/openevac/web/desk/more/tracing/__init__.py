"""Looking for relatives: two-sided, by number, never a list to browse."""
