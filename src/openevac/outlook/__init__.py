"""What lies ahead: how long clearing a place takes. Knows no store, no network, no planner."""
