"""What a question of the interviewer is for: to judge by, to follow up, to be polite, to arrange.

Decided by its wording, by what was asked and answered before, and by how far the interview is.
"""

from __future__ import annotations

import re

from shared.domain.conversation import ExchangeKind
from shared.domain.questions import QuestionType, asking_part, asks, sentences_of, type_of
from shared.domain.speech.wording import content_words

SMALL_TALK = re.compile(
    r"\b(?:how (?:are|is|was|were|'re|'s) (?:you|things|everything|it going|life)|how(?:'s| is| was| were|'re| are) (?:your|the) "
    r"(?:day|morning|afternoon|week|weekend|trip|journey|commute|traffic|weather|drive|flight|holiday|evening)|how(?:'s| is) (?:it|your \w+) going|how do you do|"
    r"(?:find|found|finding|get|getting|got) (?:us|it|here|parking|the (?:\w+ )?(?:office|place|building|link|room|way))|(?:nice|good|great|lovely|pleasure) to (?:meet|see|have)|"
    r"can you (?:hear|see) (?:me|us|my)|(?:hear|see) (?:me|us) (?:ok|okay|well|fine|alright|all right|clearly|now)|see my screen|coffee|weather|"
    r"(?:glass|drop) of water|tea\b|traffic|settled in|weekend|holidays?|is (?:this|that) (?:still )?(?:\w+|a good time)\?|(?:good|bad|okay) time (?:to|for)|speaking (?:to|with) \w+\?|"
    r"(?:did you )?(?:watch|see|catch) the (?:game|match)|where(?:abouts)? are you (?:calling|joining|dialling|dialing)|are you well|you alright|all good)\b"
)
GREETING = re.compile(
    r"^(?:\w+[,.!]? )?(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening)|welcome|morning|afternoon)\b"
)
LOGISTICS = re.compile(
    r"\b(?:next steps?|notice period|(?:weeks?|months?)'? notice|your (?:current )?notice|period of notice|remuneration|what do you expect|(?:late|early|night|day) shifts?|money|an hour\b|per hour|(?:ring|call|contact|phone) your|(?:start|starting) date|when (?:could|can|would) you (?:start|be able|be available|begin|join)|"
    r"(?:could|can) you start|salary|compensation|pay (?:range|expectation)\w*|(?:salary|pay|money) expectations?|hourly rate|day rate|visa|work permit|right to work|allowed to work|eligible to work|"
    r"sponsorship|relocat\w*|driving licen[cs]e|do you drive|own (?:a )?car|full[- ]time or part|part[- ]time|overtime|"
    r"(?:which|what) (?:days|hours|shifts)|(?:work|do|on) (?:weekends|nights|shifts|evenings|bank holidays)|days? (?:a|per) week|available (?:on|from|to start|for|next)|availability|references|background check|dbs check|"
    r"(?:another|other) (?:interviews|offers|processes|applications)|travel to the office|days (?:a week|in the office)|work (?:remotely|from home|on site|on-site)|"
    r"which do you prefer|what time (?:works|suits)|(?:does|would|will) (?:that|this|\w+day) (?:work|suit|be (?:okay|ok|fine|all right))(?: for you)?|is that (?:right|correct|okay|ok|all right)\b|"
    r"shall we (?:start|begin)|ready to (?:start|begin|go)|(?:okay|ok|alright) if (?:i|we) record|mind if (?:i|we)|your (?:phone )?(?:number|address|email))"
)
ARRANGING = re.compile(
    r"\b(?:get back to you|in touch|hear (?:back )?from (?:us|me|\w+)|let you know|reach out|come back to you|give you a (?:call|ring|bell|shout)|(?:talk|speak) to the team|trial shift|"
    r"(?:see|meet|expect) you (?:on|at|then|there|tomorrow)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next steps?|(?:we|i|\w+|somebody|someone|they)(?:'ll| will|'ll be) (?:also |then |just )?"
    r"(?:call|ring|email|e-mail|write|send|contact|follow up|phone|be in touch|let you)|send (?:you|your)|recruit(?:er|ing|ment) will|that's (?:all|everything|it|about it)\b|"
    r"(?:all|everything) (?:i|we) (?:have|had|wanted|needed)|thanks? (?:you )?(?:so much |very much )?for (?:coming|your time|taking|joining|today|talking|speaking)|"
    r"(?:have|got|about|take|takes|take about|for about) (?:about |around |roughly )?(?:an hour|half an hour|[\w-]+ minutes)|(?:ask|asking) (?:you )?(?:a few|some|a couple|several|each|a number|things|questions)|(?:a few|some|couple of) questions|"
    r"money wise|(?:the )?(?:salary|pay|rate) (?:is|would|for)|expect (?:a call|an email|to hear)|show you (?:to|around|round|out)|pass (?:this|it|that|you) on|hear something|keep (?:this|it) (?:to|short)|take (?:some |a few )?notes|taking notes|record(?:ing|ed)?\b|today (?:is|we|i|we'll)|(?:bye|goodbye|good luck|take care|have a (?:good|nice|great|lovely))\b|wrap up|"
    r"out of time|at the end for)\b|\b(?:bye|goodbye)\b"
)
CLOSES = re.compile(
    r"\b(?:thank(?:s| you) (?:so much |very much |again )*for (?:your time|coming|talking|speaking|joining)|(?:good)?bye|that's all (?:from|for) (?:me|us)|have a (?:good|nice|great|lovely))\b"
)
INVITES = re.compile(
    r"\b(?:(?:any|what|your|other|more|further|have you got|do you have|you have|got|with|which) (?:some |any |other |more )?questions\b(?! about your)|questions? (?:for|to) (?:me|us)|questions do you|"
    r"(?:anything|something|owt|what)\b.{0,40}?\b(?:ask (?:me|us)|to ask|to know|answer for you|i tell you|haven't (?:told|covered|asked))|"
    r"(?:it's |now |over to |your )(?:your turn|your questions|you)\b(?=[.,?!]|$)|your turn\b|would you like to ask|(?:can|may|could) (?:i|we) answer)\b"
)
NEW_TOPIC = re.compile(
    r"\b(?:tell (?:me|us) (?:\w+ )?about (?:a|an|one|the|your|yourself)|tell (?:me|us) (?:a time|a bit|a little|something)|walk (?:me|us) through|describe (?:a|an|your|the)|"
    r"let's(?! say| see)|let me (?:ask|start|jump|turn|move)|moving on|move on|next (?:question|topic|up)|another (?:question|topic)|last question|(?:last|next) one (?:from|for|is)|(?:^|[.,!?] )(?:okay,? |and |the )*(?:next|last) one\b|final question|first question|"
    r"(?:give|share) (?:me|us)? ?(?:an?|one) example of|why (?:do|did) you (?:want|apply|choose|leave)|why (?:are you|should we)|where do you see|what would your|"
    r"(?:question|one) is about|my question|how do you (?:handle|deal|approach|prioriti[sz]e|manage|stay|define|feel|organi[sz]e|work|keep|make|cope|decide|react)|"
    r"what do you know about|different (?:topic|subject)|switch(?:ing)? (?:gears|topics?)|to begin with|to start with)\b"
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
FRAME = frozenset("work job time people good better best year thing use make get team feel look way "
                  "want need find think day company role somebody someone".split())  # fmt: skip
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


def is_small_talk(text: str) -> bool:
    """Whether an interviewer's turn is courtesy, not business."""
    lowered = text.lower().replace("’", "'")
    if NEW_TOPIC.search(lowered):
        return False
    return SMALL_TALK.search(lowered) is not None or (
        GREETING.search(lowered) is not None and not asks(text)
    )


def invites(text: str) -> bool:
    """Whether a turn lets the candidate ask."""
    return INVITES.search(text.lower().replace("’", "'")) is not None


def closes(text: str) -> bool:
    """Whether a turn ends the interview, whatever else is in it."""
    return CLOSES.search(text.lower().replace("’", "'")) is not None


def is_arrangement(text: str) -> bool:
    """Whether a turn that asks nothing tells how things go on, or that they end."""
    return ARRANGING.search(text.lower().replace("’", "'")) is not None


def kind_of(text: str, *, judged_before: bool, answered: str, reply_words: int) -> ExchangeKind:
    """The kind of a question.

    Args:
        judged_before: a question to judge by was asked already.
        answered: the answer before.
        reply_words: how many words the candidate answers at once.
    """
    whole = text.lower().replace("’", "'")
    asked = asking_part(text)
    if CONFIRMS.search(asked) and is_arrangement(whole):
        return ExchangeKind.LOGISTICS
    if INVITES.search(whole):
        return ExchangeKind.CANDIDATE_QUESTIONS
    topic = NEW_TOPIC.search(whole) is not None
    kind = type_of(asked)
    plain = kind is QuestionType.OTHER
    if not judged_before and not topic and plain and SMALL_TALK.search(asked):
        return ExchangeKind.LOGISTICS if is_arrangement(whole) else ExchangeKind.SMALL_TALK
    if (
        kind is not QuestionType.EXPERIENCE
        and not TELLING.search(asked)
        and (LOGISTICS.search(asked) or (plain and WEEKDAY.search(asked)))
    ):
        return ExchangeKind.LOGISTICS
    if not judged_before and not topic and plain:
        courteous = _is_courtesy(whole, asked, reply_words)
        if courteous is not None:
            return courteous
    if not asks(text):
        return ExchangeKind.QUESTION if reply_words >= LONG_REPLY else ExchangeKind.LOGISTICS
    if judged_before and follows_up(whole, asked, kind, answered):
        return ExchangeKind.FOLLOW_UP
    return ExchangeKind.QUESTION


def _is_courtesy(whole: str, asked: str, reply_words: int) -> ExchangeKind | None:
    """Before the first question to judge by: courtesy, or how the interview will go."""
    if is_arrangement(whole) and len(sentences_of(whole)) > 1 and reply_words < LONG_REPLY:
        return ExchangeKind.LOGISTICS
    if is_small_talk(whole) or (
        (GREETING.search(whole) or len(asked.split()) <= SHORT_QUESTION)
        and reply_words < LONG_REPLY
        and not WORK.search(asked)
    ):
        return ExchangeKind.SMALL_TALK
    return None


def follows_up(whole: str, asked: str, kind: QuestionType, answered: str) -> bool:
    """Whether a question goes on with the answer before it."""
    weight = 0
    if DETAIL.search(asked):
        weight += 2
    if BACK.search(asked):
        weight += 2
    said = f" {answered.lower()}"
    words = set(content_words(asked)) - FRAME
    weight += min(sum(f" {word[:WORD_BEGINNING]}" in said for word in words), 2)
    weight += len(asked.split()) <= SHORT_QUESTION or asked.startswith(
        ("and ", "so ", "but ", "or ")
    )
    weight += PAST.search(asked) is not None
    if NEW_TOPIC.search(whole):
        weight -= 4
    elif BIGGER.search(whole):
        weight -= 2
    elif len(whole.split()) - len(asked.split()) >= INTRODUCTION_WORDS:
        weight -= 1
    if kind in (QuestionType.MOTIVATION, QuestionType.BIOGRAPHY):
        weight -= 2
    elif kind is QuestionType.EXPERIENCE and not DETAIL.search(asked):
        weight -= 2
    return weight > FOLLOWS or (weight == FOLLOWS and kind is not QuestionType.HYPOTHETICAL)


BIGGER = re.compile(
    r"\b(?:best|worst|biggest|greatest|hardest|proudest|favou?rite|something you|a time (?:when|you|where|that)|what kind of|what sort of|what (?:do|would) you (?:like|look|think|prefer|enjoy|say)|have you ever|do you have experience|how would you (?:find|build|design|test|"
    r"approach|handle|explain|make|keep|deal))\b"
)
