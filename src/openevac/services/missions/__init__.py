"""Planning, two yeses, the road, the door and the hand-over: one file a command, and the board that watches."""
