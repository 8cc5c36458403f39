"""How an interview begins: with an upload URL, or with a transcript that exists already."""
