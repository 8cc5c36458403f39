"""The report that a person reads: one page of HTML, or the same as Markdown."""
