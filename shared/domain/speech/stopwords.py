"""Words that carry no meaning of their own."""

from __future__ import annotations

STOPWORDS = frozenset((
    "a", "about", "after", "ah", "all", "also", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "before", "but", "by", "can", "could", "did", "do", "does", "don't", "er",
    "for", "from", "get", "go", "going", "got", "had", "has", "have", "he", "her", "him", "his",
    "hmm", "how", "i", "i'd", "i'll", "i'm", "i've", "if", "in", "into", "is", "it", "it's",
    "its", "just", "know", "let", "like", "make", "me", "more", "much", "my", "no", "not", "now",
    "of", "okay", "on", "one", "or", "our", "out", "over", "really", "right", "she", "so", "some",
    "such", "than", "that", "that's", "the", "their", "them", "then", "there", "they", "they're",
    "thing", "things", "think", "this", "those", "through", "to", "too", "uh", "um", "up", "us",
    "very", "was", "we", "we're", "we've", "well", "were", "what", "when", "where", "which",
    "who", "why", "will", "with", "would", "yeah", "yes", "you", "you're", "your",
))  # fmt: skip
