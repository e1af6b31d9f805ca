"""What is said about danger and entry: who said it, when, until when, and who set a source aside."""
