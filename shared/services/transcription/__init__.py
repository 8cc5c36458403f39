"""From an uploaded recording to a stored transcript, with Video Indexer in between."""
