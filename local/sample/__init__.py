"""The sample interview that the project carries."""
