"""Words whose neighbourhood tells a filler from a word that means something."""

from __future__ import annotations

from shared.domain.language.word_classes import listed

HESITATIONS = listed("um umm uh uhm uhh er erm ah hmm hm mm ehm eh")
REPLIES = HESITATIONS | listed(
    "yes yeah yep yup no nope sure okay ok right alright well oh so absolutely definitely "
    "course of exactly great thanks thank you and but perfect cool good like basically "
    "actually"
)
"""Nothing but these before a word: it opens the turn."""
CONJUNCTIONS = listed("and but or because 'cause cause so then that if when while although")
SUBJECTS = listed(
    "i i'm i've i'd i'll we we're we've we'd we'll you you're you've you'd you'll he he's "
    "he'd she she's she'd they they're they've they'd it it's there there's that that's "
    "everyone everybody nobody people"
)
BE = listed(
    "was were is are am be been being 's i'm it's he's she's that's we're they're you're "
    "there's wasn't isn't weren't aren't"
)
DETERMINERS = listed("a an the my our your his her their this these every each some any")
PREPOSITIONS = listed(
    "in on at from with for during after before about by of into under over around per until "
    "since within without through"
)
QUANTITIES = listed(
    "one two three four five six seven eight nine ten eleven twelve thirteen fifteen sixteen "
    "twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half dozens "
    "hundreds thousands several maybe almost nearly roughly around"
)
INTENSIFIERS = listed(
    "so really super very totally pretty quite too completely extremely just kind sort oh why "
    "what wow no yeah okay trying going"
)
KNOWING = listed(
    "do don't did didn't does if as that let lets should can could would may might must will "
    "what how who know when whatever everything all than once unless sure think hope because "
    "since people things stuff anyone somebody someone to never always already probably"
)
"""Before `you know`: knowing is meant."""
KNOWN = listed(
    "how what why who where which if about them him her me each nothing everything something "
    "better whether"
)
"""After `you know`: the object of knowing."""
KINDS = DETERMINERS | listed(
    "what which those that same different right one two three all many most certain other "
    "another new best only first no such similar whatever whole"
)
"""Before `kind of` and `sort of`: a kind is meant."""
AGREEING = (
    BE
    | DETERMINERS
    | listed(
        "all get got getting do did doing done it them him her not quite exactly just turn turned "
        "to far most be been feel feels felt seem seems seemed look looks looked went going go "
        "put set make made sound sounds sounded prove proved came come sit sat about absolutely "
        "totally completely human legal civil mostly out"
    )
)
"""Before `right`: a right, or something that is right."""
LIKING = SUBJECTS | listed(
    "would don't didn't doesn't really also to do did who much look looks looked looking feel "
    "feels felt feeling sound sounds sounded seem seems seemed taste something anything "
    "nothing things stuff tools people more most exactly not never always always's companies "
    "clients places they act acts acted acting behave treat treated work works"
) - BE  # fmt: skip
MANY_MAY_FOLLOW = (SUBJECTS - {"i", "we", "you", "they"}) | {"did", "most", "work", "works", "do"}
"""Before `like` and a number these are no reason to think of liking or likeness."""
ROUGHLY = frozenset(
    (article, word)
    for word in listed(
        "lot couple few bunch hundred ton million minute hour day week month year decade"
    )
    for article in ("a", "an")
)
HAVING = listed("have had has having i've we've they've you've")
"""Before `like a`: what somebody has is no likeness."""
COMPARED = listed("that this these those me him us them you myself")
DONE_WELL = listed(
    "done known as versed established paid below above over being enough before organised "
    "organized placed worth"
)
"""After `well` at the head of a line: how something is."""
CLAUSE = SUBJECTS | DETERMINERS | listed("in at when what not last every")
GOING_WELL = listed(
    "as very really pretty quite so that it this them him her you us me all went go goes going gone "
    "do did does doing done work works worked working speak spoke sleep slept know knew known knows "
    "fairly reasonably equally just rather too how reads read sell sold sells paid together"
)
"""Before `well`: how something is done."""
SAYING_SO = listed(
    "think thought hope hoped saying guess suppose believe or do did doing done even say said ever much very "
    "if just not quite that is was be been more less"
)
"""Before `so` at the end of a sentence: it stands for what was said."""
