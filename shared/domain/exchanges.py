"""Questions, and the answers to them: the turns of an interview cut into exchanges."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shared.domain.conversation import (
    Exchange,
    ExchangeKind,
    Role,
    Span,
    Speakers,
    Transcript,
)
from shared.domain.speakers import ASKING, WORDS

BACKCHANNEL_WORDS = 4
"""An interviewer's turn of so few words that asks nothing is listening aloud."""
MONOLOGUE_PAUSE_MS = 2500
"""In a recording of one person alone, a pause as long as this begins another answer."""
MONOLOGUE_ANSWER_WORDS = 25
OPENING_EXCHANGES = 3
SMALL_TALK_WORDS = 25
JUDGED = frozenset({ExchangeKind.QUESTION, ExchangeKind.FOLLOW_UP})

BACKCHANNEL = re.compile(
    r"(?:m+-?h?m+|mm+|uh-?huh|ok(?:ay)?|right|sure|yeah|yes|yep|great|good|nice|perfect|cool|wow|"
    r"i see|got it|gotcha|exactly|absolutely|interesting|makes sense|that makes sense|fair enough|"
    r"thank you|thanks|excellent|wonderful|awesome|alright|all right|of course|very good|no problem)",
    re.IGNORECASE,
)
SMALL_TALK = re.compile(
    r"\b(?:how (?:are|'re) you(?: doing)?(?: today)?|how(?:'s| is| was) (?:your|the) "
    r"(?:day|morning|afternoon|week|weekend|trip|journey|commute|traffic|weather|weekend)|"
    r"(?:find|get|getting) (?:us|here|the (?:office|place|building))|nice to (?:meet|see) you|"
    r"good to (?:meet|see) you|can you hear me|hear (?:me|you) (?:ok|okay|well|fine|all right)|"
    r"see my screen|coffee|weather|glass of water|traffic|settled in)\b",
    re.IGNORECASE,
)
LOGISTICS = re.compile(
    r"\b(?:next steps?|notice period|start date|when (?:could|can|would) you (?:start|be able)|"
    r"salary|compensation|pay range|visa|work permit|sponsorship|relocat\w*|"
    r"get back to you|be in touch|hear (?:back )?from us|recruiter will|timeline|"
    r"how (?:this|the) (?:interview|call|conversation) (?:will|is going to) (?:work|go|run)|"
    r"we have (?:about )?\w+ minutes|thank you for your time|that's all (?:i have|from me|we have)|"
    r"before we (?:begin|start|wrap)|record(?:ing)? this)\b",
    re.IGNORECASE,
)
CANDIDATE_ASKS = re.compile(
    r"\b(?:(?:any|do you have (?:any )?|some|what) questions (?:for|about|to ask) (?:me|us|the)?|"
    r"anything you(?:'d| would) like to (?:ask|know)|questions do you have|your questions)\b",
    re.IGNORECASE,
)
FOLLOW_UP = re.compile(
    r"^(?:(?:okay|ok|right|great|interesting|thanks|thank you|got it|i see|and|so|but|sure|good|"
    r"nice|well|hm+)[,.\s]+)*"
    r"(?:and (?:what|how|why|did|was|were|who|when)|what (?:was|were|did|happened|made|exactly|"
    r"would you have)|how (?:did|long|many|much|big|large)|why (?:did|was|that|not)|who (?:was|did)|"
    r"what (?:would|could) you (?:do|have done|change) ?(?:it )?differently|when you say|can you (?:elaborate|expand|say more|be more specific|give (?:me |us )?(?:an|one) "
    r"example)|could you (?:elaborate|expand|say more|be more specific|give)|tell (?:me|us) more|"
    r"what do you mean|for example|such as|did (?:it|that|they|you)|was (?:it|that|there)|"
    r"were (?:you|they)|(?:and )?what about|looking back|would you do|in (?:that|which) (?:case|role)|"
    r"so you|how so|and the (?:result|outcome)|any (?:result|number))",
    re.IGNORECASE,
)
NEW_TOPIC = re.compile(
    r"\b(?:tell (?:me|us) about|walk (?:me|us) through|describe (?:a|your|the)|let'?s (?:talk|move|"
    r"start|switch|go)|moving on|next question|another question|give (?:me|us) an example of|"
    r"why (?:do you want|are you|should we)|what (?:are|is) your|where do you see|"
    r"have you ever|how do you (?:handle|deal|approach|prioriti[sz]e|manage|stay|define|feel)|"
    r"how would you|what would you do(?! differently)|tell (?:me|us) a (?:time|bit|little))",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Turn:
    """Consecutive lines of one side."""

    role: Role
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Draft:
    """An exchange in the making."""

    kind: ExchangeKind
    question: list[int]
    answer: list[int] = field(default_factory=list)


def find_exchanges(transcript: Transcript, speakers: Speakers) -> tuple[Exchange, ...]:
    """Cut a transcript into exchanges, in the order they were spoken."""
    roles = [speakers.role_of(line.speaker_id) for line in transcript.lines]
    if Role.INTERVIEWER not in roles:
        drafts = _monologue(transcript)
    else:
        drafts = _dialogue(transcript, roles)
    return tuple(_finished(number, draft, transcript) for number, draft in enumerate(drafts))


def asks(text: str) -> bool:
    """Whether an interviewer's words want an answer."""
    return "?" in text or ASKING.search(text) is not None


def is_backchannel(text: str) -> bool:
    """Whether an interviewer's words only say that they listen."""
    words = WORDS.findall(text)
    if not words:
        return True
    if "?" in text:
        return False
    left = BACKCHANNEL.sub(" ", text)
    rest = [
        word
        for word in WORDS.findall(left)
        if word.lower() not in {"so", "and", "oh", "that's", "that"}
    ]
    return not rest or (len(words) <= BACKCHANNEL_WORDS and not asks(text))


def _turns(roles: list[Role]) -> list[_Turn]:
    turns: list[_Turn] = []
    for number, role in enumerate(roles):
        side = Role.CANDIDATE if role is Role.CANDIDATE else Role.INTERVIEWER
        if turns and turns[-1].role is side:
            turns[-1].lines.append(number)
        else:
            turns.append(_Turn(side, [number]))
    return turns


def _words_of(transcript: Transcript, lines: list[int]) -> str:
    return " ".join(transcript.lines[number].text for number in lines)


def _dialogue(transcript: Transcript, roles: list[Role]) -> list[_Draft]:
    drafts: list[_Draft] = []
    candidates_turn = False
    for turn in _turns(roles):
        text = _words_of(transcript, turn.lines)
        if turn.role is Role.CANDIDATE:
            if not drafts:
                drafts.append(_Draft(ExchangeKind.SMALL_TALK, []))
            drafts[-1].answer += turn.lines
            continue
        current = drafts[-1] if drafts else None
        if current is not None and current.answer and is_backchannel(text):
            continue
        kind = _kind(text, drafts)
        if candidates_turn and not LOGISTICS.search(text) and not NEW_TOPIC.search(text):
            # The interviewer answers; what follows is the candidate's next question.
            kind = ExchangeKind.CANDIDATE_QUESTIONS
        if current is not None and not current.answer:
            # Nothing was said in between: the question goes on.
            current.question += turn.lines
            current.kind = _kind(_words_of(transcript, current.question), drafts[:-1])
        elif (
            current is not None
            and kind is current.kind
            and kind is ExchangeKind.CANDIDATE_QUESTIONS
        ):
            current.question += turn.lines
        else:
            drafts.append(_Draft(kind, list(turn.lines)))
        candidates_turn = drafts[-1].kind is ExchangeKind.CANDIDATE_QUESTIONS
    _open_with_small_talk(transcript, drafts)
    return drafts


def _open_with_small_talk(transcript: Transcript, drafts: list[_Draft]) -> None:
    """Short answers before the first topic are small talk, whatever was asked."""
    topics = (
        number
        for number, draft in enumerate(drafts)
        if NEW_TOPIC.search(_words_of(transcript, draft.question))
    )
    for draft in drafts[: min(next(topics, 0), OPENING_EXCHANGES)]:
        words = len(WORDS.findall(_words_of(transcript, draft.answer)))
        if draft.kind in JUDGED and words < SMALL_TALK_WORDS:
            draft.kind = ExchangeKind.SMALL_TALK


def _kind(text: str, before: list[_Draft]) -> ExchangeKind:
    if CANDIDATE_ASKS.search(text):
        return ExchangeKind.CANDIDATE_QUESTIONS
    last_question = _last_sentence(text)
    if LOGISTICS.search(last_question) or (LOGISTICS.search(text) and not asks(text)):
        return ExchangeKind.LOGISTICS
    judged = [draft for draft in before if draft.kind in JUDGED]
    if SMALL_TALK.search(text) and not NEW_TOPIC.search(text) and len(judged) == 0:
        return ExchangeKind.SMALL_TALK
    if not asks(text):
        return ExchangeKind.LOGISTICS if judged else ExchangeKind.SMALL_TALK
    if judged and FOLLOW_UP.search(text) and not NEW_TOPIC.search(text):
        return ExchangeKind.FOLLOW_UP
    return ExchangeKind.QUESTION


def _last_sentence(text: str) -> str:
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]
    asking = [part for part in sentences if asks(part)]
    return asking[-1] if asking else (sentences[-1] if sentences else "")


def _monologue(transcript: Transcript) -> list[_Draft]:
    """One person alone: a long pause after enough words begins the next answer."""
    drafts: list[_Draft] = []
    words = 0
    before_end: int | None = None
    for number, line in enumerate(transcript.lines):
        pause = 0
        if before_end is not None and line.start is not None:
            pause = line.start - before_end
        if not drafts or (pause >= MONOLOGUE_PAUSE_MS and words >= MONOLOGUE_ANSWER_WORDS):
            drafts.append(_Draft(ExchangeKind.QUESTION, []))
            words = 0
        drafts[-1].answer.append(number)
        words += len(WORDS.findall(line.text))
        before_end = line.end
    return drafts


def _finished(number: int, draft: _Draft, transcript: Transcript) -> Exchange:
    return Exchange(
        index=number,
        kind=draft.kind,
        question=_words_of(transcript, draft.question),
        question_lines=tuple(draft.question),
        answer=_words_of(transcript, draft.answer),
        answer_lines=tuple(draft.answer),
        question_span=_span(draft.question, transcript),
        answer_span=_span(draft.answer, transcript),
    )


def _span(lines: list[int], transcript: Transcript) -> Span | None:
    starts = [start for number in lines if (start := transcript.lines[number].start) is not None]
    ends = [end for number in lines if (end := transcript.lines[number].end) is not None]
    return Span(start=min(starts), end=max(ends)) if starts and ends else None
