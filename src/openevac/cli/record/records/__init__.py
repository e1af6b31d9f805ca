"""The commands of what is kept to be answered for: incidents, exports, erasing, figures, the audit."""
