"""The whole stack as its users see it; it stops after the last of these tests."""
