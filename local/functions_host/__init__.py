"""A small stand-in for the Azure Functions host, for machines without Core Tools.

It runs an app folder through Microsoft's own worker library (azure-functions-runtime): the same
indexing, validation and binding conversion as in production. One process is one instance.
"""
