"""Azure AI Video Indexer."""
