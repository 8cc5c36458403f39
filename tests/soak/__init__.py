"""The chaos soak: many interviews through the whole stack while everything round it breaks.

``make soak`` runs it (SEED=, INTERVIEWS=, MINUTES=). What is planned follows from the seed; what
meets what does not, because the parts are real processes.
"""
