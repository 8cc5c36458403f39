"""Phrases that mark the parts of a told experience, and phrases that say nothing.

Syntax of ``PhraseTable``: choices in brackets, an empty one makes a word optional.
"""

from __future__ import annotations

from shared.domain.words import PhraseTable

_PEOPLE = (
    "client|customer|customers|clients|team|manager|boss|director|cto|ceo|cfo|vp|they|everyone|"
    "everybody|she|he|users|stakeholders|teacher|parents|patient|family|board|owner|supervisor"
)
_THINGS = (
    "project|release|launch|migration|campaign|event|product|system|feature|deal|app|report|site|"
    "website|store|shop|process|program|programme|problem|issue|team|company|client|customer|"
    "service|platform|department|pipeline|server|database|budget|bug|machine|line|school|class|ward"
)
_MEASURES = (
    "rate|time|times|cost|costs|revenue|sales|tickets|complaints|defects|errors|churn|turnover|"
    "conversion|conversions|satisfaction|score|scores|latency|numbers|engagement|retention|"
    "downtime|traffic|backlog|productivity|accuracy|incidents|attendance|grades|waste|bill|"
    "adoption|signups|bugs|returns|volume|profit|margin|throughput|errors|usage|wait|quality"
)
_SPANS = "days|weeks|months|hours|day|week|month|minutes|years|quarter"
_COUNT = "two|three|four|five|six|seven|eight|nine|ten|twelve|a few|several|some|a couple of|few"

SITUATION = f"""
(at|in|during|for|on|from) (my|our|the) (last|previous|former|current|first|old|prior|recent|final|second|third) *
(at|in|during|for|on) (my|our|the) most recent *
in my (job|role|time|internship|team|work|company|placement) (at|as|in|with)
in my (last|previous|current|first|final|second|third) (job|role|year|company|semester|internship)
when (i|we) (was|were|worked|joined|started|took|became|led|managed|interned|had|got|launched|moved|migrated|opened|studied|volunteered|ran|first)
(while|whilst) (i|we) (was|were|worked)
(while|whilst) (working|studying|interning|managing|leading|volunteering)
back (in|at|when)
(last|this past|earlier this) (year|summer|spring|autumn|fall|winter|month|quarter|week|december|november|october|january|march|christmas|semester)
({_COUNT}) ({_SPANS}) (ago|back|before)
a (year|month|week|while|few years|few months|couple of years) (ago|back)
(last|previous) ({_SPANS})
there (was|were) (a|an|this|one|no|two|three|some|once|only|constant|huge|massive|lots|always)
we had (a|an|this|just|been|about|recently|one|two|three|no|only|around|over|several|some|huge|big|major)
i had (a|an|this|one|just) (client|customer|colleague|coworker|manager|boss|project|teammate|student|patient|developer|engineer|user|supplier|new|big|very|difficult|junior|senior|really|guest|conflict|disagreement|situation|team|direct|class|group)
(our|the|my) ({_THINGS}) (was|were|had|kept|started|would|wanted|needed|could|couldn't|wasn't|didn't)
(our|my) (biggest|main|largest|oldest|top|old|own|whole) *
i was (working|leading|running|on|in|at|part|managing|an|a|interning|the|doing|brought|hired|new|studying|teaching|building)
i worked (at|for|in|on|as|with)
i (joined|interned|volunteered)
we were (working|building|migrating|about|in|getting|losing|running|behind|short|launching|a|using|moving|under|preparing|having|planning|facing|rolling|supposed|all|two|three|four|five|halfway|struggling|trying|going|at|on)
(one|once) (day|time|morning|evening|night|afternoon|client|customer|friday|monday|weekend|project|colleague|of my|of our|of the|particular|example)
(a|one|another|an) (customer|client|colleague|coworker|teammate|guest|supplier|vendor|patient|student|parent|user|developer|engineer|stakeholder|designer|nurse|junior|senior|key|big|large|major) (was|had|called|came|wanted|complained|threatened|refused|kept|said|asked|started|wrote|who|on|in|from|left|reported)
at (the|that) time
at (the|a|an|our) (company|bank|hospital|agency|startup|shop|restaurant|store|university|firm|clinic|hotel|school|office|time|beginning|start)
during (my|the|our|a|an|covid|peak|black|christmas|one|lockdown)
(on|in|for|with) (a|my|one|another|our) (recent|previous|past|big|large|small|particular) (project|campaign|client|job|release|case|team)
(the|a) (problem|situation|issue|context|background|challenge|trouble|case) was
(an|one|a good|a recent|another) example (is|was|would be|that)
(that|this) was (in|at|when|back|during|my)
(half|most|many|some|three|two|several|one) of (the|our|my) * (was|were|had|left|quit|called|came|wanted)
"""

TASK = """
my (task|job|role|goal|responsibility|assignment|objective|part|mission|aim|target|challenge|brief|duty|tasks|goals) (there|here|then|) (was|became|included)
i (was|got|had been|have been) (asked|tasked|assigned|told|given|expected|chosen|picked|supposed|appointed|nominated) *
i (was|got|became) (the one|put in charge|in charge|responsible|accountable|brought in|on call)
i (had|needed) to
i (only|just) had (to|two|three|four|five|a|one|until|till)
(we|the team|they|somebody|someone|everyone) (had|needed) to
we (only|just|) had (until|till|two|three|four|five|six|ten|only|less than|one|48|24|a week|a month|a day) *
(the|our) (goal|task|aim|objective|challenge|brief|ask|mission|target|job|plan|requirement|assignment|idea|expectation) was
(was|were) (supposed|expected|due|meant|scheduled|required) (to|in|by|on|for)
(it|that|this) (was|fell) (my|up to|on|to) (me|job|responsibility|task|call|us)
(manager|boss|director|lead|cto|ceo|client|customer|she|he|they|company|team|supervisor|founder|head|board|principal) (asked|wanted|needed|told|tasked|expected|assigned) (me|us|it|the|a|that|this|to|somebody|someone|our)
the deadline (was|is|had)
(with|had|on|under) (a|the|very|really|such|) (tight|hard|fixed|strict) deadline
needed (me|someone|somebody|us|it) to
(responsible|accountable) for
in charge of
(fell|came down|was up) to me
landed on my (desk|plate)
i (owned|volunteered to|offered to|took ownership|took responsibility|took on|took over|stepped up|inherited)
i (wanted|was determined|set out|was trying|aimed|was hoping) to
were given (a|two|three|four|six|one|only|just|until)
(was|were) (tasked|charged|entrusted) with
asked me (to|if|whether)
"""

RESULT = f"""
as (a|the) result
in the end
(the|) (end|final|net|) (result|results|outcome|outcomes) (was|were|is|are)
resulted in
(the|its|our|my) (impact|effect|outcome|payoff) (was|is|were)
at the end of (the|it|that|all)
(ultimately|eventually|consequently|luckily|fortunately)
(which|that|this|it) (led|saved|reduced|increased|cut|brought|resulted|meant|helped|improved|worked|paid|dropped|turned|allowed|gave|made|boosted|raised|lowered|prevented|avoided|freed|earned|won|solved|fixed|calmed|cost)
(which|that|this|it) (went|took) (from|down|up|well|live|out|off|us)
we (ended up|managed to|were able to|succeeded|shipped|delivered|launched|won|saved|hit|met|retained|kept|passed|recovered|lost|missed|exceeded|beat|landed|signed|secured|avoided|achieved|reached|finished|reduced|increased|improved|cut|grew|made it|went live|came in|still|never|got|raised|released|stayed|doubled|halved|sold|opened|closed|completed) *
i (was able to|managed to|ended up|got promoted|received|passed|hit|earned|succeeded|exceeded|achieved|saved|kept|closed|won) *
(went|dropped|fell|rose|grew|increased|decreased|improved|climbed|shrank|came|go|going|moved) (from|by|to|down|up|back|over|under|about|around|more|almost|nearly|roughly) *
(down|up) (from|to|by)
(reduced|cut|increased|improved|raised|lowered|boosted|shortened|grew|brought) (it|that|them|the|our|their|his|her) * (by|from|to|down|up)
(reduced|cut|increased|improved|raised|lowered|boosted|shortened|grew|brought) (it|that|them|the|our|their|his|her) * * (by|from|to|down|up)
(since|from) then
ever since
to this day
(still|now) (use|using|uses|used|running|runs|in use|works|the standard|standard|part of)
(never|didn't) happen (again|)
never happened again
(no|zero|fewer|less) (more|further|complaints|incidents|outages|issues|errors|downtime|escalations|bugs|tickets|accidents|defects|mistakes)
without (any|a single|further|losing|missing|downtime|errors|incident)
(doubled|halved|tripled|quadrupled)
(on|ahead of|behind) (time|schedule)
(under|on|over|within) budget
({_SPANS}) (early|late|faster|earlier|sooner|ahead|behind|later)
(got|was|been|were) promoted
(the|great|good|positive|got|their|her|his) feedback (was|from|we|i)
({_PEOPLE}) (was|were) (really|very|so|quite|extremely|pretty|super|all|) (happy|pleased|thrilled|satisfied|impressed|delighted|grateful|relieved|unhappy|thankful|convinced|calm|able)
({_PEOPLE}) (renewed|signed|stayed|loved|thanked|accepted|agreed|adopted|approved|apologised|apologized|extended|bought|liked|praised|appreciated|left us|came back|calmed|started using|cancelled|understood|passed|improved)
(went|going) (live|well|smoothly|through|great|fine|really well|very well|over well|out on)
worked (out|well|really well|very well|fine|great|perfectly)
(paid|pays) off
(it|that|this|things|everything|which) turned out
(a|huge|big|great|real|complete|) success
successful
successfully
(the|our|that|this) ({_THINGS}) (went|shipped|launched|finished|came|passed|succeeded|failed|recovered|closed|ran|ended|grew|got|now|is now|stayed)
(the|our|that|this) ({_THINGS}) was (delivered|finished|done|approved|launched|released|completed|resolved|fixed|solved|back|a|late|delayed|adopted|live|gone|over|saved|on)
({_MEASURES}) (went|dropped|fell|rose|grew|increased|decreased|improved|climbed|came|doubled|halved|tripled|shrank|jumped|stabilised|stabilized|were cut|was cut)
(saved|saving) (us|the|about|around|them|roughly|over|more|at least|almost|nearly|close) *
(it|that|this) was (a success|successful|well received|adopted|approved|accepted|released|merged|resolved|fixed|rolled out|one of)
was (resolved|fixed|solved|approved|delivered|completed|adopted|restored|finished|shipped|well received|rolled out) *
(became|is now|are now|is still|are still) (the|a|our|part|one|used|in|my|standard)
now (we|they|the|everyone|it|he|she|all|every|other) *
other (teams|departments|schools|branches|stores|offices) *
(got|received|won|earned) (a|an|the|very|great|good|positive|excellent|really) (award|bonus|promotion|feedback|raise|offer|positive|great|good|reviews|thank|grade|better|best|rating|score)
(reopened|reverted|recovered|resolved|renewed)
thanks to (that|this|it)
"""

OUTCOME_VERBS = frozenset(
    "reduced cut decreased lowered increased improved raised grew boosted saved dropped fell rose "
    "climbed went doubled halved tripled gained won lost recovered shortened shrank jumped finished "
    "shipped delivered came sold closed hit reached exceeded beat brought generated earned met "
    "eliminated prevented avoided passed retained converted reducing cutting saving increasing "
    "improving stayed kept got".split()
)
"""With a figure beside it, each of these tells an outcome."""

CLICHE = """
(team|people) (player|person)
(hard|fast|quick) (worker|learner|working)
perfectionist
(give|gives|giving) (a hundred|one hundred|100|110|a hundred and ten|my best|it my all)
(think|thinking) outside (the|of the) box
(very|really|super|highly|so) (passionate|motivated|dedicated|organized|organised|flexible|driven)
passionate about
detail oriented
(work|working) (hard|well with|well under)
good (communicator|communication|leader|listener|with people)
communication skills
communication is (key|important|everything)
(self|highly) (starter|motivated)
(always|just) (try|tried|do|did|give|gave) (my|to|the) (best|be)
get along with (everyone|everybody|people|anyone)
results (driven|oriented)
synergy
go getter
win win
"""

VAGUE = """
(and|or) (stuff|things|so on|whatever|everything)
(a lot of|lots of|many|various|different|all kinds of|all sorts of|some) (stuff|things|people|ways|tools|projects|tasks|stakeholders)
(something|somehow|somewhere|whatever|etcetera|etc|stuff)
things like that
(i|we) (usually|generally|typically|normally|always|often|mostly|basically|kind of|sort of|just) (try|do|just|talk|go|make|think|work|get|handle|like|figure|deal)
it depends
(i|we) guess
it (was|went|is) (fine|okay|ok|alright|all right)
(i|we) (don't|do not|can't|cannot|didn't) (really|exactly|quite|) (know|remember|recall|think)
not (really|so|too|very) (sure|much|good)
nothing (special|really|much|specific|particular|comes)
"""

INSIGHT = """
(i|we) (learned|learnt|realised|realized|discovered|understood|figured out|noticed)
(i|we) (decided|chose|insisted|proposed|suggested|argued|convinced|persuaded|pushed|refused|challenged)
(looking back|in hindsight|in retrospect)
(what i took|my takeaway|the lesson|the key was|my insight|the insight)
(instead of|rather than|as opposed to)
trade (off|offs)
(because|since) (i|we|the|it)
my (idea|decision|proposal|own|approach)
nobody (had|else|was|wanted|knew)
(first|only) (one|person|time) (to|in|who|that)
"""

ORDER = """
(first|firstly|first of all|to begin with|to start)
(second|secondly|third|thirdly|lastly|finally|last)
(then|next|after that|afterwards|later|meanwhile)
(because|therefore|so that|that's why|which is why|since)
(for example|for instance|such as|like when|an example|concretely)
(on the one hand|on the other hand|however|but|although)
"""

HEDGES = """
(maybe|perhaps|probably|possibly|hopefully|somewhat|supposedly|apparently)
(i|we) (think|guess|suppose|believe|feel like|would say|imagine|assume)
i'd say
(i'm|i am) not (really|quite|entirely|totally|) sure
(sort|kind) of
more or less
(it|that) (seems|seemed) (like|)
not really
(something|or something) like that
or something
"""

STAR_PHRASES = PhraseTable({"situation": SITUATION, "task": TASK, "result": RESULT})
MANNER_PHRASES = PhraseTable(
    {"cliche": CLICHE, "vague": VAGUE, "insight": INSIGHT, "order": ORDER, "hedge": HEDGES}
)
