"""A stand-in for Azure AI Video Indexer: the same REST API, and it really listens."""
