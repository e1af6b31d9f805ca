"""Now: who is on the road, whose word is due, and what is done about it; and the wall."""
