"""What an interviewer's words are: a question and of which type, listening aloud, or neither.

Recognisers lose question marks, so a question is known by its form as well: a question word with
a verb, a verb before its subject, a request to tell. Patterns expect lower case.
"""

from __future__ import annotations

import re
from enum import StrEnum

from shared.domain.language.word_classes import listed
from shared.domain.language.words import words_of

SENTENCE_END = re.compile(r"\s(?<=[.!?]\s)\s*")
"""Begins with the space, so that the engine tries no other place."""
BACKCHANNEL_WORDS = 4
"""A turn of so few words that asks nothing is listening aloud."""
READ = 2000
"""So many characters of a question, or of the turn it is in, are read, at the end: there it asks."""
TAIL = 90
"""A question at the end of a turn is looked for in so many last characters."""

LISTENING = listed(
    "mm mhm mmhm mm-hm mm-hmm mhmm uh-huh uhuh uh huh hm hmm aha ah oh ok okay right sure "
    "yeah yes yep yup no great good nice perfect cool wow brilliant lovely fine excellent "
    "wonderful awesome amazing fantastic super alright exactly absolutely definitely "
    "interesting impressive indeed really true understood thanks thank you i see got it "
    "gotcha makes sense that's that is fair enough of course very so and all well done course "
    "totally fascinating sounds cheers ha haha alright lovely no problem worries go on carry "
    "please um er"
)
"""Words of which a turn that only listens is made."""
REQUEST = re.compile(
    r"\b(?:tell (?:me|us)|(?:walk|talk|take|run|lead|guide|bring) (?:me|us) (?:through|to|over)|describe|give (?:me|us)|share|introduce "
    r"yourself|explain|elaborate|(?:i'd|i would|we'd|we would) (?:like|love) (?:you |to (?:hear|know|understand|ask|start|talk))|(?:i'm|we're|"
    r"i am|i was|we are) (?:curious|wondering|interested)|i wonder|let's (?:say|talk about|discuss|hear|move|start with)|imagine|suppose "
    r"|say (?:you|a|there)|name (?:one|two|three|a)|think (?:of|about) (?:a|the)|my (?:next |first |last )?question|compare|(?:wanted|want|like) to ask|summari[sz]e)\b"
)
WH = r"(?:what|how|why|where|when|who|which|whose)(?:'s|'d|'re)?"
AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|have|has|had|can|could|would|will|should|may|might|isn't|aren't|wasn't|weren't|don't|"
    r"doesn't|didn't|haven't|hasn't|hadn't|can't|couldn't|wouldn't|won't|shouldn't)"
)
SUBJECT = r"(?:i|you|we|he|she|they|it|your|the|that|this|there|these|those|people|somebody|someone|a|an|my|our|his|her|their)"
LEAD = (
    r"(?:^|[.!?;:] ?)(?:(?:and|so|but|or|then|well|now|okay|ok|right|great|good|nice|cool|perfect|alright|yeah|yes|no|sure|interesting|lovely|"
    r"brilliant|thanks|thank you|um|uh|fair enough|i see|got it|makes sense|also|just|maybe|again|sorry|of course|fine|excellent)[,.]? )*"
)
"""The beginning of a clause, whatever acknowledgement stands before it."""
BY_FORM = re.compile(
    # a question word and, after at most four words that are no subject, a verb before its subject
    rf"\b{WH}(?: (?!(?:i|you|we|he|she|they|it|my|your|our|that|people)\b)[\w'-]+){{0,4}} {AUXILIARY} (?:\w+ )?{SUBJECT}\b|"
    # a verb before `you`, anywhere
    r"\b(?:do|did|have|can|could|would|will|were|are|don't|didn't|haven't|wouldn't|aren't|had|d') ?(?:you|your)\b|"
    # at the head of a clause a question word, or a verb before its subject, is enough
    rf"{LEAD}(?:{AUXILIARY} {SUBJECT}\b|(?:why|where|who|which|whose)\b|what(?! (?:a|an|i)\b)|how(?! (?:nice|lovely|interesting|funny|great|cool|awful|strange)\b)|"
    r"when (?:did|do|was|were|would|can|could|is|are)\b|if (?:you|i|a|the|we|somebody|someone)\b|any (?:\w+ )?(?:examples?|questions?|numbers?|ideas?|plans|thoughts|"
    r"results?|outcome|experience|other|particular)\b)|"
    r"\b(?:was|is|were|are) (?:it|there|that) (?:\w+ )?(?:all right|alright|okay|ok|easy|hard|difficult|true|because|anything|something|owt)\b|"
    r"(?:^|[.!?] )(?:and|so) you(?:'d|'re|'ve|'ll| are| have| were| would| did)\b|"
    r"\b(?:what's|how's) (?:the|your|a|that|it)\b|\bfor example$"
)
ASKS_INDIRECTLY = re.compile(
    r"\b(?:i(?:'d| would) (?:like|love) to (?:know|ask|hear)|i was wondering|i wonder|(?:can|could|may) i (?:just )?(?:ask|know)|"
    r"my question (?:is|was)|i'm curious)\b"
)


ASKS_BACK = re.compile(
    rf"(?:^|\b(?:yes|yeah|okay|ok|and|so|sorry|um|uh|right|sure|just|one) ){WH}(?: (?!(?:i|you|we|he|she|they|it|my|our|that|people)\b)[\w'-]+){{0,3}} "
    rf"{AUXILIARY} {SUBJECT}\b|\b(?:do|did|have|can|could|would|will|are) you\b(?! (?:know|see)\b)|(?:^|\b(?:and|so|sorry|um|uh|yeah|yes) )is (?:it|there|that|the)\b"
)
"""A question of the candidate's where nothing is punctuated; they ask less than they tell."""


class QuestionType(StrEnum):
    """What a question asks for."""

    EXPERIENCE = "experience"
    """Something that happened; STAR is its measure."""
    BIOGRAPHY = "biography"
    MOTIVATION = "motivation"
    SELF = "self"
    """What one is like: strengths, weaknesses, what others would say."""
    HYPOTHETICAL = "hypothetical"
    """What one would do, or usually does."""
    OTHER = "other"


HAPPENED = (
    r"(?:time|times|situation|situations|occasion|instance|moment|case|example|examples|incident)"
)
EVENT = (
    r"(?:project|projects|challenge|challenges|mistake|mistakes|failure|failures|conflict|disagreement|problem|problems|achievement|achievements|"
    r"accomplishment|accomplishments|success|setback|obstacle|decision|bug|incident|outage|deal|sale|customer|client|patient|pupil|student|"
    r"relative|lesson|campaign|launch|deadline|crisis|case|day|shift|task|piece of work|negotiation|argument|feature|product|pipeline|system|"
    r"experiment|event|complaint|risk|change|improvement|initiative|colleague|manager|issue|moment|delivery|team you|goal|experience)"
)
HAPPENED_ONCE = re.compile(
    rf"\b{HAPPENED} (?:\w+ ){{0,3}}?(?:when|where|that|which|you|in which|of|you've|someone|somebody|a|something|from)\b|"
    r"\b(?:day|week|night|customer|client|patient|point|guest|pupil|deal|appeal|account) (?:when|where|who|that)\b.{0,40}\byou\b|"
    r"\b(?:did|have|has|were|was|had)\b.{0,30}\bever\b|\bwhen did .{0,30}\blast\b|\bwhich (?:[\w-]+ ){1,3}(?:have|did) you\b|\bdescribe one\b|\bhave you ever\b|\bdid you ever\b|\bever (?:had|been|made|worked|failed|led|dealt|done|refused|missed|disagreed)\b|"
    r"\b(?:last|first) time you\b|\bwhen did you last\b|\bwhen (?:was|were) (?:the last|you last)\b|"
    rf"\b(?:proudest|biggest|greatest|hardest|toughest|worst|largest|most (?:\w+ )?(?:difficult|challenging|complex|important|proud|recent|"
    rf"significant|complicated|stressful|rewarding)|best) (?:[\w-]+ ){{0,2}}?{EVENT}\b|"
    r"\b(?:remember|recall|think of|name) (?:an?|any|one) (?!bit|little|few)\w+|\bproject that\b|\bgone (?:least|most|badly|wrong|well)\b|\b(?:went|gone) (?:badly )?wrong\b|\bhave you had (?:to|a|an|any|some)\b|\bone of yours\b|"
    r"\b(?:most proud of|proudest of|proudest (?:moment|job)|proud of)\b|\b(?:an?|one|any|another|concrete|specific|me an) example\b"
)
"""A question for something that happened, whatever else is in it."""
EXPERIENCE = re.compile(
    rf"\b(?:tell|describe|walk|talk|give|share|example|take)\b.{{0,60}}?\b(?:a|an|one|any|some|the|your) (?:[\w-]+ ){{0,4}}?{EVENT}\b|"
    r"\bwhat (?:have|did) you (?:\w+ )?(?:change|improve|build|built|achieve|fix)\w*\b|"
    r"\bhow did you (?:\w+ )?(?:handle|deal|solve|fix|convince|persuade|resolve|overcome|manage|react|respond)\b|"
    r"\b(?:had|have) (?:to deal|a conflict|an? \w+ (?:customer|client))\b|"
    r"\b(?:have you|you've) (?:\w+ )?(?:led|managed|dealt|handled|faced|failed|made|had (?:a|an|leadership|any)|resolved|missed|built|worked under|"
    r"changed|improved)\b"
)
SCENARIO = re.compile(
    r"\b(?=[wh])(?:what (?:would|do|will) you (?:do|tell|say to)\b(?! (?:differently|day|for a living|now|currently|most))|"
    r"where (?:would|do) you (?:start|begin)\b|how (?:will|would) you (?:decide|react|respond|handle|deal)\b)|"
    r"\bif i (?:gave|put|handed|offered|sent|made) you\b|"
    r"(?:^|[.!?] )(?:(?:so|okay|ok|and|right|now|fine)[,.]? )*(?:say|suppose|imagine|picture|let's say)\b(?! (?:more|something|a bit))"
)
"""A case is put, and asked what one would do in it."""
ASKS_TO_TELL = re.compile(
    r"\b(?:a time|an? (?:\w+ )?(?:example|situation|occasion)|tell (?:me|us) about|did you|have you)\b"
)
BIOGRAPHY = re.compile(
    r"\b(?:you've|you have) been (?:an?|in|with|doing|working)\b|\bget into \w+ (?:work|in)\b|\byour research\b|"
    r"\b(?:about yourself|introduce yourself|your (?:background|career|cv|resume|résumé|journey|path|story|experience with|experience in)|"
    r"(?:what|how long) (?:have you been|do you do)|what did you do (?:at|in|for|before|there|as)|who are you|what you (?:did|do) at|work history|worked (?:in|with|as) (?:an? )?\w+ before|"
    r"current role|your (?:day to day|current job|last job))\b"
)
MOTIVATION = re.compile(
    r"\b(?:why (?:do|did|are|would|this|us|should|have|\w+ing|here|now|nursing|teaching)|what (?:attract|motivat|interest|driv|drew|brought|brings|excite|appeal|made you (?:want|"
    r"apply|decide to (?:apply|become)))\w*|what do you know about (?:us|our|the company|this)|want to (?:work|join|leave|come|be|do|become)|leave your|leaving|looking for|"
    r"where do you see|five years|years from now|career goal|"
    r"hire you|good fit|ambition\w*|what (?:do|did|didn't|don't) you (?:like|enjoy|love|want))\b"
)
SELF = re.compile(
    r"\b(?:your (?:\w+ ){0,3}(?:strength|weakness)\w*|(?:greatest|biggest|main|key) (?:strength|weakness)\w*|strengths and weaknesses(?! of\b)|"
    r"you[\w' ]{0,40}\b(?:best|good|bad|strong|weak|better) at\b|(?:what|where) would you say (?:you're|you are|(?:is|are) your)\b|"
    r"you need to (?:work on|get better|improve)|(?:need to|could) (?:work on|improve)\?|areas? (?:of|for|to) (?:improve|develop)\w*|"
    r"would (?:your|the|a|they|he|she) ?[\w' ]{0,40}\b(?:say|tell me) (?:about you|you)\b|describe yourself|(?:like|it) to (?:work with|be managed by|work for) you\b)|"
    r"(?:^|\b(?:and|or|about) )(?:a|one) weakness\b"
)
HYPOTHETICAL = re.compile(
    r"\b(?:what would you|how would you|would you|if (?:you|a|an|i|somebody|someone|the|we|two|your)|what if|imagine|suppose|let's say|how do you|what do you do|"
    r"how can (?:you|we)|what's your (?:approach|style|way)|what is your (?:approach|style|way|\w+ style))\b"
)


def asks(text: str) -> bool:
    """Whether words want an answer."""
    return asks_by_form(text) or REQUEST.search(text.lower().replace("’", "'")) is not None


def asks_by_form(text: str) -> bool:
    """Whether words have the form of a question; a request to tell has not."""
    return "?" in text or BY_FORM.search(text.lower().replace("’", "'")) is not None


def asks_back(text: str) -> bool:
    """Whether a candidate's turn ends with a question of their own."""
    tail = text[-TAIL:].lower().replace("’", "'")
    last = (sentences_of(tail) or [""])[-1]
    if last.endswith("?") or ASKS_INDIRECTLY.search(last):
        return True
    if last.endswith((".", "!")):
        return False
    return ASKS_BACK.search(last) is not None


def is_backchannel(text: str) -> bool:
    """Whether an interviewer's words only say that they listen."""
    words = words_of(text)
    if LISTENING.issuperset(words):
        return len(words) <= 2 * BACKCHANNEL_WORDS and ("?" not in text or words == ["really"])
    return "?" not in text and len(words) <= BACKCHANNEL_WORDS and not asks(text)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; the whole text where it has no marks."""
    return [part for part in SENTENCE_END.split(text.strip()) if part]


def asking_sentence(text: str) -> str:
    """The last sentence with a question mark; without any the last one that asks, then the last.

    "Tell me about a time you failed. Any one will do." asks in its first.
    """
    sentences = sentences_of(text)
    for sentence in reversed(sentences):
        if "?" in sentence:
            return sentence
    if len(sentences) > 1:
        for sentence in reversed(sentences):
            if asks(sentence):
                return sentence
    return sentences[-1] if sentences else ""


def type_of(question: str) -> QuestionType:
    """What a question asks for; experience early, since it decides how to measure."""
    lowered = question[-READ:].lower().replace("’", "'")
    if SCENARIO.search(lowered) and ("scenario" in lowered or not ASKS_TO_TELL.search(lowered)):
        return QuestionType.HYPOTHETICAL
    for pattern, kind in TYPES:
        if pattern.search(lowered):
            return kind
    return QuestionType.OTHER


TYPES = (
    (HAPPENED_ONCE, QuestionType.EXPERIENCE),
    (SELF, QuestionType.SELF),
    (BIOGRAPHY, QuestionType.BIOGRAPHY),
    (EXPERIENCE, QuestionType.EXPERIENCE),
    (MOTIVATION, QuestionType.MOTIVATION),
    (HYPOTHETICAL, QuestionType.HYPOTHETICAL),
)
"""The first that is found says what is asked for."""
