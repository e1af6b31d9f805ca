"""The requests page: the list with its filters, one request with its history, and what is done to it."""
