"""Which test shows which fault or attack: the marks in the tests, the cases, and the document."""
