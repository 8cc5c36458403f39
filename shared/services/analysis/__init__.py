"""From a stored transcript to a stored analysis, and feedback on what was practised."""
