"""From map files to a RoadGraph that is opened in a blink, and the places people name."""
