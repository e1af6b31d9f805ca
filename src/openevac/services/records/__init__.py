"""What is kept to be answered for: incidents with custody, exports by two people, erasing, figures, the audit."""
