"""The words by which the tone of work talk is told; by what they do, not by how grim they sound.

A bug, a crash or a complaint is a fact of work: it has a tone only with what became of it.
"""

from __future__ import annotations

_POSITIVE = """
achieved amazing appreciated appreciative best better brilliant celebrated confident delighted
easier easy enjoy enjoyed enjoying enthusiastic exceeded excellent excited exciting fantastic fun
glad good grateful great happy helpful impressed impressive interesting love loved nice outstanding
passed passionate perfect perfectly pleased praised promoted proud recognised recognized rewarding
satisfied saved smooth smoothly succeed succeeded success successful successfully supportive
terrific thankful thanked thrilled trusted valued win won wonderful
fixed solved resolved overcame improve improved improvement
"""
_NEGATIVE = """
afraid angry annoyed annoying anxious ashamed awful bad blamed boring broke burnout cancelled
complained confused confusing disappointed disappointing disaster embarrassed embarrassing exhausted
failed frustrated frustrating furious harsh hate hated horrible hurt lost mess miserable missed
mistake mistakes nervous overwhelmed painful poor regret sad sadly scared stolen stressed stressful
struggled stuck terrible tired toxic unfair unfortunately unhappy unpleasant upset useless worried
worse worst wrong
"""
_TROUBLE = """
abandoned absence accidents attack attacks attrition backlog bottleneck breach breaches bug bugs
cancellations churn complaint complaints conflict conflicts cost costs crash crashes debt defect
defects delay delays downtime error errors failure failures fault faults fraud incident incidents
injuries issue issues latency leak leaks loss losses outage outages overtime problem problems queue
rejects returns risk risks scrap spam stress ticket tickets vulnerabilities wait waiting waste
"""
_VALUE = """
accuracy adoption attendance availability bookings budget conversion coverage donations efficiency
engagement funding grades growth income margin margins morale output productivity profit profits
quality rating ratings reliability retention revenue sales satisfaction score scores signups speed
throughput traffic turnover uptime usage
"""
_DOWN = """
avoided cut decreased dropped eliminated fell fixed halved less lower lowered lowest overcame
prevented reduce reduced reducing removed resolved shrank shrunk solved stopped withdrawn
"""
_UP = "climbed doubled grew grown higher highest increased quadrupled rose soared tripled"

POSITIVE = frozenset(_POSITIVE.split())
NEGATIVE = frozenset(_NEGATIVE.split())
TROUBLE = frozenset(_TROUBLE.split())
"""Good when there is less of it, bad when there is more; else a fact."""
VALUE = frozenset(_VALUE.split())
"""The other way round."""
DOWN = frozenset(_DOWN.split())
UP = frozenset(_UP.split())
NEGATION = frozenset([
    "not", "no", "never", "without", "hardly", "nobody", "nothing", "none", "nor", "cannot",
    "didn't", "don't", "doesn't", "wasn't", "isn't", "aren't", "weren't", "can't", "couldn't",
    "won't", "wouldn't", "haven't", "hasn't", "hadn't",
])  # fmt: skip
TURNS = frozenset(["but", "because", "although", "though", "however", "while", "then", "until"])
"""A new clause begins here, also without a comma."""
PHRASES: dict[str, float] = {
    "ahead of": 1, "on time": 1, "on schedule": 1, "on target": 1, "went well": 1, "go well": 1,
    "works well": 1, "work well": 1, "worked well": 1, "every target": 1, "under budget": 1,
    "thank you": 0, "best practice": 0, "best practices": 0, "good question": 0, "good morning": 0,
    "good afternoon": 0, "great question": 0, "broke down": 0, "broke it": 0, "broke into": 0,
    "false positive": 0, "failed over": 0, "burned out": -1, "burnt out": -1, "gave up": -1,
    "was late": -1, "were late": -1, "too late": -1, "had to leave": -1, "over budget": -1,
    "not only": 0, "went down": 0, "came down": 0, "went up": 0, "went wrong": -1,
}  # fmt: skip
"""Two or three words that are something else than each by itself."""
PHRASE_KEYS = frozenset([
    "ahead", "time", "schedule", "target", "well", "budget", "burned", "burnt", "gave", "late",
    "leave", "wrong",
])  # fmt: skip
"""Every phrase that counts holds one of these."""
