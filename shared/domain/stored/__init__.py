"""A stored analysis as it can be read, whichever version wrote it.

Nothing here refuses: a key that is missing, or holds something else than it should, reads as "not
there". What is written today stands in ``domain.analysis``; this is for whoever reads it later.
"""
