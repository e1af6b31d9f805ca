"""The transit centre's page: a busload at once, families together, beds by kind, relatives told."""
