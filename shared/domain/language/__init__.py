"""Words, and what they mean for whoever looks at an interview: classes, clauses, likeness."""
