"""Learning from the labelled interviews what the analyser decides by weights."""
