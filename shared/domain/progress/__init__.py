"""How a candidate gets on from interview to interview."""
