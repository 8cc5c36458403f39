"""A turn of the interviewer's, looked through once for what it may be."""

from __future__ import annotations

import re
from functools import cached_property

from shared.domain.exchanges.questions import (
    REQUEST,
    QuestionType,
    asks_by_form,
    sentences_of,
    type_of,
)

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


class Heard:
    """What an interviewer says in one turn; each look is taken once, and only when needed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lowered = text.lower().replace("’", "'")

    @cached_property
    def has_form(self) -> bool:
        """Whether it has the form of a question; a request to tell has not."""
        return asks_by_form(self.text)

    @cached_property
    def asks(self) -> bool:
        """Whether it wants an answer."""
        return self.has_form or REQUEST.search(self.lowered) is not None

    @cached_property
    def asked(self) -> str:
        """The last sentence that asks, in lower case; everything where none does."""
        sentences = sentences_of(self.lowered)
        if len(sentences) > 1 and self.asks:
            for sentence in reversed(sentences):
                if asks_by_form(sentence) or REQUEST.search(sentence):
                    return sentence
        return self.lowered

    @cached_property
    def type(self) -> QuestionType:
        """What its question asks for."""
        return type_of(self.asked)

    @cached_property
    def opens(self) -> bool:
        """Whether it opens a new topic."""
        return NEW_TOPIC.search(self.lowered) is not None

    @cached_property
    def arranges(self) -> bool:
        """Whether it tells how things go on, or that they end."""
        return ARRANGING.search(self.lowered) is not None

    @cached_property
    def invites(self) -> bool:
        """Whether it lets the candidate ask."""
        return INVITES.search(self.lowered) is not None

    @cached_property
    def closes(self) -> bool:
        """Whether it ends the interview, whatever else is in it."""
        return CLOSES.search(self.lowered) is not None

    @cached_property
    def greets(self) -> bool:
        """Whether it begins with a greeting."""
        return GREETING.search(self.lowered) is not None

    @cached_property
    def is_courteous(self) -> bool:
        """Whether it is courtesy, not business."""
        if self.opens:
            return False
        return SMALL_TALK.search(self.lowered) is not None or (self.greets and not self.asks)
