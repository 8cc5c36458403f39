"""Who calls us, and who we are to others."""
