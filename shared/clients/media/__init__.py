"""What is in a recording, found out by ranges."""
