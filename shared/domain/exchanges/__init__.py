"""Questions and the answers to them, found in what was said."""
