"""What the worker does: heartbeat, timers, deliveries, jobs, retention, checkpoints."""
