"""Roads and hazards become weights; weights become ways and matrices."""
