"""The commands of the transit centre: arrivals, beds, onward travel, who is told, searches for relatives."""
