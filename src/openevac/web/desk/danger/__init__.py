"""The danger page: what is known of places, roads, lines and weather, each with its source and its age."""
