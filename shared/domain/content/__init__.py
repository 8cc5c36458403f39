"""How good the answers are: rubric, rules, score, advice."""
