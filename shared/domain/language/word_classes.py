"""What single words are, as bits: looked up once a word, so that an hour of talk costs little.

A token is a word as it stands in the text, with its capital and its punctuation; both are bits
as well. Sets of words stand here for what they say of a clause in which they are: that an act is
told, that there is trouble, that it may be an end. Bits only point; patterns and weights decide.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.domain.speech.stopwords import STOPWORDS


class Is:
    """A word's classes; plain numbers, since those of an enumeration are combined half as fast."""

    ENDS = 1
    """A sentence ends with it."""
    CAPITAL = 2
    I = 4  # noqa: E741
    WE = 8
    ACT = 16
    """The past of doing something, or its participle."""
    STATE = 32
    """The past of being, having, thinking."""
    ADVERB = 64
    """May stand between a subject and its verb; `have`, `started`, `decided` as well."""
    JOINS = 128
    """and, so, but: a clause may begin."""
    SUBJECT = 256
    """With it a clause begins, after a word that joins."""
    SUBORDINATES = 512
    POSSIBLE = 1024
    NUMBER = 2048
    TIME = 4096
    TROUBLE = 8192
    DUTY = 16384
    ENDING = 32768
    CHANGE = 65536
    SUCCESS = 131072
    STOP = 262144
    REASON = 524288
    ORDER = 1048576
    LEADS = 2097152
    """Says nothing at the head of a clause."""
    TALK = 4194304
    """May be talk about telling: `a time when`, `the situation was`."""
    INSTRUCTS = 8388608
    INSIGHT = 16777216
    MORAL = 33554432
    HEDGES = 67108864
    DECIDES = 134217728
    """started, decided, tried: an act even without the verb that follows."""


def listed(text: str) -> frozenset[str]:
    """A set of words, written one after the other."""
    return frozenset(text.split())


IRREGULAR = listed(
    "began bent bet bit bought broke brought built came caught chose cut did drew drove dug fed flew "
    "fought found gave got grew heard held hid hired hit kept laid led left lent let lit lost made met "
    "paid put quit ran rang read rebuilt redid reran rewrote rode rose said sat sent set shook shot "
    "shut sold sought spent spoke split spread stood stuck swapped swept swung taught threw told took "
    "tore understood undertook went woke won wore wrote oversaw fell broadcast sank struck withdrew "
    "dealt sped flagged"
)
STATES = listed(
    "was were had knew thought felt liked loved wanted needed believed understood meant seemed realised "
    "realized learned learnt hoped worked studied joined graduated lived used enjoyed preferred cared "
    "worried heard belonged existed happened expected trusted wished agreed disagreed mattered depended "
    "hated supposed interested tired"
)
PARTICIPLES = listed(
    "done gone written taken given driven spoken begun shown grown chosen drawn seen broken"
)
NOT_PAST = listed(
    "need feed speed indeed hundred red bed seed exceed proceed succeed bleed embed weed agreed-upon"
)
SETS: tuple[tuple[int, frozenset[str]], ...] = (
    (Is.I, listed("i i've")),
    (Is.WE, listed("we we've")),
    (Is.ACT, IRREGULAR | PARTICIPLES),
    (Is.STATE, STATES),
    (Is.ADVERB, listed(
        "also just then first always only actually even still quickly simply basically really finally "
        "immediately personally together both all never already once again sort kind of like have had "
        "started decided tried began managed"
    )),
    (Is.DECIDES, listed("decided tried started began")),
    (Is.JOINS, listed("and so but then which because")),
    (Is.SUBJECT, listed(
        "i we he she they it the my our nobody everybody after in within that this now there i've we've i'd "
        "we'd then"
    )),
    (Is.SUBORDINATES, listed(
        "after when once if before because while that what which as until where how whatever everything"
    )),
    (Is.POSSIBLE, listed(
        "would i'd we'd you'd they'd wouldn't should will i'll we'll won't usually normally generally "
        "typically ideally if imagine should've would've could've"
    )),
    (Is.NUMBER, listed(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
        "thousand million billion half percent twice double zero"
    )),
    (Is.TIME, listed(
        "last ago when during while one there since back few couple this year month previous current first "
        "old second third final former job role team company placement internship beginning project time "
        "university school start firm agency spring summer autumn winter january february march april may "
        "june july august september october november december twenty"
    )),
    (Is.TROUBLE, listed(
        "problem problems issue issues complaint complaints complained broke broken failed failing failure "
        "late behind slow angry upset ill sick short missing lost losing stopped crashed wrong leaking "
        "conflict disagreed refused urgent outage error errors bug fell unhappy nobody struggling stuck "
        "delayed cancelled resigned left quit dropped against shouting worried falls overdue chaos manual"
    )),
    (Is.DUTY, listed(
        "had needed task job role goal responsible responsibility charge asked told supposed target "
        "objective mission assigned tasked wanted mine me challenge deadline expected due brief aim duty "
        "call given up meant part idea assignment one"
    )),
    (Is.ENDING, listed(
        "end result results outcome since now after finally eventually today within until ultimately over by "
        "afterwards day resulted led meant which ended"
    )),
    (Is.CHANGE, listed(
        "dropped fell rose grew went increased decreased improved reduced doubled halved tripled signed "
        "renewed stayed passed won shipped launched saved paid recovered closed finished met hit worked "
        "thanked agreed accepted adopted came returned extended promoted approved delivered solved fixed "
        "resolved cut happy pleased delighted satisfied flat gone down fewer faster less apologised "
        "apologized praised bought ordered kept stopped rolled used released opened success successful "
        "succeeded made got reopened hired sold survived completed disappeared vanished available asked "
        "sent gave wrote"
    )),
    (Is.SUCCESS, listed(
        "shipped launched delivered won finished saved hit met passed solved fixed closed managed ended "
        "completed released got reduced increased improved cut doubled halved raised sold able beat earned "
        "recovered kept made lost"
    )),
    (Is.STOP, STOPWORDS),
    (Is.REASON, listed(
        "because since so therefore instead unless depends otherwise whereas although means reason rather"
    )),
    (Is.ORDER, listed(
        "first firstly second secondly then next finally third example afterwards once before after while "
        "when until"
    )),
    (Is.LEADS, listed(
        "and so but then because which well um uh er hmm yeah yes no okay ok right sure like basically "
        "actually honestly you know mean also that first firstly second secondly next finally eventually "
        "afterwards later after"
    )),
    (Is.TALK, listed(
        "time question example one situation task action result results outcome concrete challenge role"
    )),
    (Is.INSTRUCTS, listed("ignore prompt ai instructions instruction rubric score rate grade rating marks give")),
    (Is.INSIGHT, listed(
        "learned learnt realised realized decided chose noticed understood looking insight decision idea rule "
        "view instead rather trade-off tradeoff because key since next took lesson taught purpose"
    )),
    (Is.MORAL, listed(
        "learn learned learnt learning realise realised realized lesson looking next taught took hindsight honest would think "
        "guess mean suppose"
    )),
    (Is.HEDGES, listed(
        "think guess maybe perhaps probably possibly kind sort somewhat suppose hopefully say less"
    )),
)  # fmt: skip


class Kept[Key, Value](dict[Key, Value]):
    """Token → what is worked out of it, once; cleared when it has grown too large."""

    LIMIT = 50_000
    LONGEST = 40
    """A longer text is no word, and is not kept."""

    def __init__(self, work_out: Callable[[Key], Value]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, token: Key) -> Value:
        if len(self) >= self.LIMIT:
            self.clear()
        value = self._work_out(token)
        if not isinstance(token, str) or len(token) <= self.LONGEST:
            self[token] = value
        return value


def plain_word(token: str) -> str:
    """A token in lower case without punctuation; '' where nothing is left."""
    return token.lower().replace("’", "'").strip(PUNCTUATION)


def classes(token: str) -> int:
    """The classes of a token."""
    plain = plain_word(token)
    bits = Is.ENDS if token.rstrip("\"'”)]")[-1:] in SENTENCE_ENDS else 0
    if not plain:
        return bits
    stripped = token.strip(PUNCTUATION)
    if (
        stripped[:1].isupper()
        and stripped not in OWN_NAMES
        and not stripped.startswith(("I'", "I’"))
    ):
        bits |= Is.CAPITAL
    for bit, words in SETS:
        if plain in words:
            bits |= bit
    if plain[0].isdigit() or plain[0] in "$€£":
        bits |= Is.NUMBER
    if plain.endswith("ly"):
        bits |= Is.ADVERB
    if plain.endswith("ed") and len(plain) > 3 and plain not in NOT_PAST:
        bits |= Is.ACT
    if bits & Is.STATE:
        bits &= ~Is.ACT
    return bits


PUNCTUATION = ".,!?;:\"'()[]…—–“”/*‘’"
SENTENCE_ENDS = frozenset(".!?;…")
OWN_NAMES = frozenset(["I", "OK"])
PLAIN = Kept(plain_word)
BITS = Kept(classes)
