"""The tone of what was said."""
