"""What was learned from the labelled interviews: weights, and the choice they make.

`make learn` writes the modules of weights; nobody edits them by hand.
docs/decisions/0015-learned-weights.md says why.
"""
