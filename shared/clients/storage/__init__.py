"""Blobs and queues of the storage account, and the signatures for them."""
