"""What was practised, and how it compares with what was said."""
