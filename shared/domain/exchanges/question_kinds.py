"""What a question of the interviewer is for: to judge by, to follow up, to be polite, to arrange.

Decided by its wording, by what was asked and answered before, and by how far the interview is.
"""

from __future__ import annotations

import re

from shared.domain.conversation import ExchangeKind
from shared.domain.exchanges.heard import SMALL_TALK, Heard
from shared.domain.exchanges.questions import QuestionType, sentences_of
from shared.domain.language.word_classes import listed
from shared.domain.speech.wording import content_words

LOGISTICS = re.compile(
    r"\b(?:next steps?|notice period|(?:weeks?|months?)'? notice|your (?:current )?notice|period of notice|remuneration|what do you expect|(?:late|early|night|day) shifts?|money|an hour\b|per hour|(?:ring|call|contact|phone) your|(?:start|starting) date|when (?:could|can|would) you (?:start|be able|be available|begin|join)|"
    r"(?:could|can) you start|salary|compensation|pay (?:range|expectation)\w*|(?:salary|pay|money) expectations?|hourly rate|day rate|visa|work permit|right to work|allowed to work|eligible to work|"
    r"sponsorship|relocat\w*|driving licen[cs]e|do you drive|own (?:a )?car|full[- ]time or part|part[- ]time|overtime|"
    r"(?:which|what) (?:days|hours|shifts)|(?:work|do|on) (?:weekends|nights|shifts|evenings|bank holidays)|days? (?:a|per) week|available (?:on|from|to start|for|next)|availability|references|background check|dbs check|"
    r"(?:another|other) (?:interviews|offers|processes|applications)|travel to the office|days (?:a week|in the office)|work (?:remotely|from home|on site|on-site)|"
    r"which do you prefer|what time (?:works|suits)|(?:does|would|will) (?:that|this|\w+day) (?:work|suit|be (?:okay|ok|fine|all right))(?: for you)?|is that (?:right|correct|okay|ok|all right)\b|"
    r"shall we (?:start|begin)|ready to (?:start|begin|go)|(?:okay|ok|alright) if (?:i|we) record|mind if (?:i|we)|your (?:phone )?(?:number|address|email))"
)
DETAIL = re.compile(
    r"\b(?:how (?:long|many|much|big|large|often|so|far|did (?:it|that|they|he|she|you (?:know|find out|notice)))|why not|what (?:happened|was your|were your|made you|exactly|"
    r"did (?:he|she|they|it|that)|was the (?:result|outcome|impact|reaction|hardest)|went wrong|did you (?:learn|do (?:then|next|after|about)|say|tell|take)|else)|the (?:result|outcome|impact)|"
    r"differently|looking back|in hindsight|any numbers|the numbers?|specific\w*|concrete|more about (?:that|this|it)|elaborate|expand on|go into|exactly|what if|(?:and|but) (?:if|suppose|had|say) (?:he|she|they|it|that|this|nothing|nobody|none|you'd|you had)|if (?:he|she|they|it) "
    r"(?:had|hadn't|did|didn't|was)|react\w*|like what|for instance|what do you mean|when you say|you (?:said|mentioned)|your (?:part|role|contribution|own part) (?:in|there)|"
    r"(?:me|us) an example$|(?:me|us) an example\?|say more|tell (?:me|us) more|how come|why (?:did|was|were|that|didn't|exactly|\w+ \w+\?$))\b"
)
BACK = re.compile(
    r"\b(?:him|them)\b|\b(?:did|was|were|is|about|from|of|with|after|in|do|to|for|by|like|before|handle|solve|fix|had|has|use|used|on) (?:it|that|this|them|him|her|those|these|there|he|she|they)\b"
    r"(?! (?:are|is|was|you|we|i|the|a|your|one|kind|time|question|role|team|job|position|company|field|industry))|\b(?:was|is|were|did|and) (?:that|it|this|he|she|they)\b|\b(?:that|this|those) (?:project|decision|situation|time|case|number|team|campaign|story|one)\b|\bthere\??$"
)
"""Words that point back to what was just said."""
PAST = re.compile(r"\b(?:did|didn't|was|wasn't|were|weren't|had|hadn't)\b")
FOLLOWS = 2
LONG_REPLY = 20
"""An answer of so many words at once is more than politeness."""
SHORT_QUESTION = 9
INTRODUCTION_WORDS = 12
"""Who speaks so long before asking opens a topic."""
FRAME = listed(
    "work job time people good better best year thing use make get team feel look way want "
    "need find think day company role somebody someone"
)
"""Words of every interview; that a question shares them with an answer says nothing."""
WORK = re.compile(
    r"\b(?:experience|work\w*|job|company|role|team|project|position|skills?|years|trained|qualified|studied|degree|code|coding|"
    r"manage\w*|customers?|clients?|before)\b"
)
CONFIRMS = re.compile(
    r"^(?:(?:and|so|okay|ok|right)[, ]+)?(?:does (?:that|this) (?:sound|work|make)|sounds? (?:good|okay|ok|fair|like)|ready|okay|ok|all right|alright|is that (?:okay|ok|all right|fine|good)|"
    r"shall we|cool|good|yeah|yes|right|deal|fine)\b[^.!?]{0,25}\?$|\b(?:okay|ok|all right|alright|ready|yeah)\?$"
)
"""A short question that only wants a nod."""
TELLING = re.compile(
    r"\b(?:tell (?:me|us) about|(?:walk|talk|take) (?:me|us)|describe|how (?:do|would) you|what would you do)\b"
)
WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b")
WORD_BEGINNING = 6
"""So many letters alike make two words the same here."""


BIGGER = re.compile(
    r"\b(?:best|worst|biggest|greatest|hardest|proudest|favou?rite|something you|a time (?:when|you|where|that)|what kind of|what sort of|what (?:do|would) you (?:like|look|think|prefer|enjoy|say)|have you ever|do you have experience|how would you (?:find|build|design|test|"
    r"approach|handle|explain|make|keep|deal))\b"
)


def kind_of(heard: Heard, *, judged_before: bool, answered: str, reply_words: int) -> ExchangeKind:
    """The kind of a question.

    Args:
        judged_before: a question to judge by was asked already.
        answered: the answer before.
        reply_words: how many words the candidate answers at once.
    """
    if CONFIRMS.search(heard.asked) and heard.arranges:
        return ExchangeKind.LOGISTICS
    if heard.invites:
        return ExchangeKind.CANDIDATE_QUESTIONS
    # "How was your journey?" asks for no biography.
    plain = heard.type is QuestionType.OTHER or SMALL_TALK.search(heard.asked) is not None
    first = not judged_before and not heard.opens and plain
    business = _no_question_to_judge_by(heard, first=first, reply_words=reply_words)
    if business is not None:
        return business
    if not heard.asks and reply_words < LONG_REPLY:
        return ExchangeKind.LOGISTICS
    if heard.asks and judged_before and follows_up(heard, answered):
        return ExchangeKind.FOLLOW_UP
    return ExchangeKind.QUESTION


def _no_question_to_judge_by(heard: Heard, *, first: bool, reply_words: int) -> ExchangeKind | None:
    """Courtesy, or how things go on; None for everything else."""
    asked = heard.asked
    if first and SMALL_TALK.search(asked):
        agenda = heard.arranges and not heard.closes  # thanks for coming are no agenda
        return ExchangeKind.LOGISTICS if agenda else ExchangeKind.SMALL_TALK
    if heard.type is not QuestionType.EXPERIENCE and not TELLING.search(asked):
        plain = heard.type is QuestionType.OTHER
        if LOGISTICS.search(asked) or (plain and WEEKDAY.search(asked)):
            return ExchangeKind.LOGISTICS
    if not first or (reply_words >= LONG_REPLY and not heard.is_courteous):
        return None
    if heard.arranges and len(sentences_of(heard.lowered)) > 1 and reply_words < LONG_REPLY:
        return ExchangeKind.LOGISTICS
    short = heard.greets or asked.count(" ") < SHORT_QUESTION
    if heard.is_courteous or (short and not WORK.search(asked)):
        return ExchangeKind.SMALL_TALK
    return None


def follows_up(heard: Heard, answered: str) -> bool:
    """Whether a question goes on with the answer before it."""
    asked = heard.asked
    detail = DETAIL.search(asked) is not None
    said = f" {answered.lower()}"
    words = set(content_words(asked)) - FRAME
    short = asked.count(" ") < SHORT_QUESTION or asked.startswith(("and ", "so ", "but ", "or "))
    weight = (
        2 * detail
        + 2 * (BACK.search(asked) is not None)
        + min(sum(f" {word[:WORD_BEGINNING]}" in said for word in words), 2)
        + short
        + (PAST.search(asked) is not None)
    )
    if heard.opens:
        weight -= 4
    elif BIGGER.search(heard.lowered):
        weight -= 2
    elif heard.lowered.count(" ") - asked.count(" ") >= INTRODUCTION_WORDS:
        weight -= 1
    if heard.type in (QuestionType.MOTIVATION, QuestionType.BIOGRAPHY) or (
        heard.type is QuestionType.EXPERIENCE and not detail
    ):
        weight -= 2
    return weight > FOLLOWS or (weight == FOLLOWS and heard.type is not QuestionType.HYPOTHETICAL)
