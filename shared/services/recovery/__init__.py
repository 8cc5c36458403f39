"""What stands still or was given up on is moved on, or ends with a reason."""
