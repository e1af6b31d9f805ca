"""Keys between the record and the keeper in the browser: what it opens them with, and when it must let go."""
