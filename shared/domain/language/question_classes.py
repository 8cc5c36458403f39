"""What common interview questions are about, in whatever words they are asked.

"Tell me about a time you disagreed" and "describe a conflict with a colleague" share no word but
ask the same. Each class lists words, and pairs of words, that name its subject; a word of several
subjects stands in none.
"""

from __future__ import annotations

from shared.domain.language.word_classes import listed
from shared.domain.speech.wording import stem

CLASSES: dict[str, str] = {
    "conflict": "conflict, conflicts, disagreement, disagreements, disagree, disagreed, argument, "
    "arguments, clash, clashed, dispute, differences, differing, tension, friction, heated, "
    "get along, different opinion, different opinions, different view, fell out, fall out, contradict",
    "failure": "failure, failures, fail, failed, mistake, mistakes, regret, wrong, badly, went wrong, "
    "mess, messed, screwed, setback, didn't work, not work, flop, flopped, misjudged, blunder, disaster",
    "weakness": "weakness, weaknesses, weak, weakest, annoying, getting better, get better, better at, "
    "shortcoming, shortcomings, development area, areas development, improve yourself, struggle with, "
    "hardest being, hardest thing, least good, bad at",
    "strength": "strength, strengths, strong, strongest, good at, best at, superpower, talent, talents, "
    "stand out, set apart, special about, hire you, why you, choose you, bring team, bring role",
    "leadership": "lead, led, leading, leader, leaders, leadership, supervise, supervised, management "
    "style, managed people, manage people, manage team, managed team, in charge, responsibility people, "
    "direct reports, headed",
    "pressure": "deadline, deadlines, pressure, urgent, tight, stress, stressful, stressed, rush, short "
    "notice, busy, overload, overloaded, crunch, quickly, under time, hectic, emergency",
    "behind": "late, delay, delayed, behind schedule, running late, behind, slipped, overrun, recovered, off track",
    "pride": "proud, proudest, pride, accomplishment, accomplishments, accomplished, achievement, "
    "achievements, achieved, achieve, success, successes, successful, biggest win, greatest, best work, hold up",
    "motivation": "attracted, attracts, attract, interested, interests, interest, apply, applied, join, "
    "position, opportunity, appeals, appeal role, drew, excites, excited, work here, work us, work for us, "
    "come us, this company, this role, this job, this school, this hospital, motivated apply, why us",
    "leaving": "leave, leaving, left, quit, looking change, change jobs, change job, moving on, new job, new challenge",
    "next": "next role, next job, next position, looking for, ideal job, ideal role, want next",
    "yourself": "yourself, background, introduce, introduction, career, resume, cv, résumé, journey, history, "
    "about you, path, who are you, own words, run through",
    "future": "five years, future, see yourself, goals, goal, ambition, ambitions, years time, years from, "
    "ten years, three years, grow, growing, long term, long-term, aspirations",
    "feedback": "feedback, criticism, criticisms, criticise, criticize, criticises, criticizes, criticised, "
    "criticized, critique, critical comment, negative comment",
    "priority": "priority, priorities, prioritise, prioritize, prioritising, prioritizing, organise, organize, "
    "organising, juggle, juggling, multitask, competing, several tasks, many tasks, plan day, organise day, time management, "
    "decide first, decide which, do first, decide gets, comes first, workload, to-do",
    "customer": "customer, customers, client, clients, guest, guests, account, accounts, buyer, consumer, shopper",
    "upset": "angry, upset, difficult, unhappy, complaint, complaints, complain, complained, rude, irate, "
    "aggressive, dissatisfied, disruptive, demanding, impatient, misbehave, misbehaves, misbehaving, awkward",
    "rescue": "turn around, turned around, saved, churn, churning, at risk, retain, retention, win back",
    "refusal": "rejection, rejected, reject, say no, said no, saying no, refuse, refused, turn down, turned "
    "down, lose deal, lost deal, lose sale, can't give, push back, pushed back",
    "team": "team, teams, colleague, colleagues, coworker, coworkers, co-worker, teammate, teammates, peer, "
    "peers, together, teamwork, collaborate, collaborated, collaboration, cooperate, disciplines, discipline, departments, department, cross-functional, worked alone, work alone",
    "danger": "emergency, emergencies, scary, ambulance, dangerous, panic, crisis, frightening",
    "boss": "manager, managers, boss, supervisor, superior, people work for",
    "learning": "learn, learned, learnt, learning, pick up, picked up, unfamiliar, new technology, new skill, "
    "up to date, taught yourself, teach yourself, keep up",
    "change": "change, changed, changes, changing, improve, improved, improvement, improvements, "
    "initiative, innovation, innovative, process, streamline, streamlined, efficient, efficiency, optimise, optimize, did better",
    "persuasion": "convince, convinced, convincing, persuade, persuaded, persuading, influence, influenced, buy-in, on board, "
    "win over, won over, change mind, changed mind",
    "negotiation": "negotiate, negotiated, negotiation, negotiating, bargain, compromise",
    "decision": "decision, decisions, choice, judgement, judgment, tough call",
    "fault": "bug, bugs, incident, incidents, outage, broke, broken, debug, debugged, fault, faults, troubleshoot, defect, leak, crash, "
    "production, fix, fixed, root cause",
    "problem": "problem, problems, issue, issues, challenge, challenges, challenging, obstacle, hurdle, hard, hardest, tough, toughest, complex",
    "quality": "quality, correct, accurate, accuracy, verify, validate, make sure, sure that, ensure, check, checks, right before, reliable",
    "safety": "safe, safely, safety, accident, accidents, injury, injured, hazard, hurt, near miss, unsafe",
    "motivating": "motivate, motivates, motivating, morale, keep going, keep people, encourage, inspire, engaged, tired, knackered",
    "explaining": "explain, explaining, layperson, non-technical, nontechnical, simple, present, presenting, presentation, communicate, communicated, "
    "understand it, lay person, public speaking",
    "mentoring": "mentor, mentored, mentoring, coach, coached, train, trained, training, onboard, onboarding, junior, juniors, apprentice, apprentices, new starter",
    "cost": "cost, costs, budget, budgets, cheaper, expensive, spend, spending, bill, save money, saved money, savings",
    "beginning": "ninety days, 90 days, first month, first weeks, first week, first three months, hundred days, first thing do",
    "knowing": "know about us, know us, know our, know company, heard about us, heard of us, know about our, about our company, about our organisation",
    "pay": "salary, pay, compensation, earn, money",
    "leisure": "hobby, hobbies, outside work, free time, spare time",
    "style": "style, approach, philosophy, method",
    "ambiguity": "ambiguity, ambiguous, unclear, uncertain, uncertainty, incomplete, vague, enough information, missing information",
    "ethics": "ethics, ethical, integrity, honest, dishonest, confidential, confidentiality",
    "deal": "deal, deals, sale, sales, sell, sold, contract, contracts",
    "performing": "underperform, underperforms, underperforming, underperformed, poor performance, not performing, promises, pull weight, slacking, low performer, short performance",
    "teaching": "lesson, lessons, class, classes, pupil, pupils, student, students, learner, learners, classroom",
    "patient": "patient, patients, relative, relatives, resident, residents, family",
    "stakeholder": "stakeholder, stakeholders, executive, executives, senior, seniors, director, leadership team",
    "helping": "beyond, above and beyond, extra mile, helped, help, went out way",
    "staff": "staff, short staffed, staffing, called sick, understaffed, shortage",
    "project": "project, projects, initiative led, programme, campaign, campaigns, appeal, product, products, launched, launch, shipped",
    "analysis": "analysis, analyses, analytics, data, insight",
}  # fmt: skip
"""Class → its words and pairs; of a pair both words count, without the words between that say nothing."""


def _subjects() -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    single: dict[str, str] = {}
    pairs: dict[tuple[str, str], str] = {}
    for name, wording in CLASSES.items():
        for entry in wording.split(", "):
            whole = [stem(word) for word in entry.split()]
            words = [stem(word) for word in entry.split() if word not in BETWEEN]
            if len(whole) == 1:
                single.setdefault(whole[0], name)
            else:
                # "about you" is a pair as it stands: "about" alone names nothing.
                first, second, *_ = words if len(words) > 1 else whole
                pairs.setdefault((first, second), name)
    return single, pairs


BETWEEN = listed("a an the of to with for in your you i it that this and")
SUBJECT_OF_WORD, SUBJECT_OF_PAIR = _subjects()
FRAME = frozenset(map(stem, ["tell", "describe", "example", "examples", "time", "times", "situation", "situations", "walk", "give", "talk", "share", "think", "please", "ever", "somebody", "someone", "something", "would", "could", "question", "say", "occasion", "moment", "instance", "take", "us", "me", "lets", "imagine", "suppose", "let's", "thanks", "thank", "great", "good", "okay", "right", "next", "last", "like", "love", "hear", "know", "want", "able", "had", "have", "handle", "handled", "deal", "dealt", "dealing", "manage", "cope", "experience", "specific", "concrete", "kind", "sort", "way", "thing", "things", "did", "doing", "do", "done", "really", "maybe", "perhaps", "case", "can't", "going", "own", "person", "people", "work", "worked", "working", "job", "day", "still", "one", "ones", "each", "other", "what's", "how'd", "i'd", "i'll", "you've", "first", "second", "third", "start", "begin", "move", "bit", "little", "quick", "whatever", "maybe", "curious", "interested", "hand", "ask", "asked", "find", "found", "look", "came", "come", "happen", "happened", "feel", "mind", "obviously", "sure", "yes", "no", "so"]))  # fmt: skip
"""Words in which any question is framed; they say nothing of its subject."""
