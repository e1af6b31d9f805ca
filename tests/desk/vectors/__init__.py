"""Questions put to both twins of a rule: the Python one and the one in the browser."""
