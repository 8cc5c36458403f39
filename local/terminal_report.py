"""The report as a person reads it in a terminal; plain text where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

METRICS: tuple[tuple[str, str], ...] = (
    ("speakingPace", "Pace"),
    ("fillerWords", "Fillers"),
    ("hesitations", "Hesitations"),
    ("longPauses", "Long pauses"),
    ("responseLatency", "Time to answer"),
    ("talkShare", "Share of the talk"),
    ("longestMonologue", "Longest stretch"),
    ("hedging", "Hedging"),
    ("ownership", "I rather than we"),
    ("figures", "Figures given"),
    ("answerLength", "Length of answers"),
    ("vocabulary", "Vocabulary"),
    ("clarity", "Clarity of sound"),
)
VERDICT_STYLE = {"ok": "green", "low": "yellow", "high": "yellow"}
STAR = ("situation", "task", "action", "result")


def print_report(console: Console, interview: Mapping[str, Any]) -> None:
    """Everything worth reading of a completed interview."""
    analysis = interview["analysis"]
    content = analysis["contentAnalysis"]
    console.print()
    console.print(Rule(f"{interview['jobTitle']} at {interview['company']}", align="left"))
    _score(console, analysis)
    _metrics(console, analysis["speechMetrics"])
    for exchange in content["exchanges"]:
        if exchange["judged"]:
            _exchange(console, exchange)
    if content.get("prepFeedback"):
        _prep(console, content["prepFeedback"])
    _heading(console, "What to do next")
    for number, text in enumerate(analysis["recommendations"], 1):
        console.print(Text(f"  {number}. {text}"))
    _notes(console, analysis)


def print_failure(console: Console, interview: Mapping[str, Any]) -> None:
    """Why an interview failed, and whether trying again can help."""
    failure = interview.get("failure") or {}
    console.print()
    console.print(Text(f"Failed: {failure.get('code', 'unknown')}", style="bold red"))
    console.print(Text(f"  {failure.get('message', '')}"))
    if failure.get("retryable"):
        console.print(f"  POST /api/interviews/{interview['id']}/retry goes on from there.")


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _score(console: Console, analysis: Mapping[str, Any]) -> None:
    score = analysis["contentAnalysis"]["score"]
    if not score["measured"]:
        console.print(Text("No score: no answer was judged", style="bold"))
        return
    console.print(
        Text.assemble(
            ("Score ", "bold"), (f"{analysis['overallScore']:.0f}", "bold cyan"), " of 100"
        )
    )
    parts = [
        f"{part['name']} {part['value'] * 100:.0f} (weight {part['weight']:.0f})"
        for part in score["parts"]
        if part["value"] is not None
    ]
    console.print(Text(f"  from {', '.join(parts)}", style="dim"))
    spread = analysis["contentAnalysis"].get("spread")
    if spread:
        lowest, highest = min(spread["scores"]), max(spread["scores"])
        console.print(
            Text(f"  judged {spread['runs']} times: {lowest:.0f} to {highest:.0f}", style="dim")
        )
    sentiment = analysis["sentiment"]
    console.print(
        Text(f"  tone {sentiment['overall']}; judged by {analysis['modelUsed']}", style="dim")
    )


def _metrics(console: Console, metrics: Mapping[str, Any]) -> None:
    _heading(console, "How you spoke")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 1))
    for key, title in METRICS:
        metric = metrics[key]
        if metric["measurable"]:
            verdict = metric["verdict"] or ""
            shown = Text(verdict, style=VERDICT_STYLE.get(verdict, ""))
            table.add_row(title, f"{_number(metric)} {metric['unit']}", shown)
        else:
            table.add_row(
                Text(title, style="dim"), Text(f"not measured: {metric['reason']}", style="dim"), ""
            )
    console.print(table)


def _number(metric: Mapping[str, Any]) -> str:
    value = metric["value"]
    return f"{value:.0f}" if abs(value) >= 20 else f"{value:.2f}".rstrip("0").rstrip(".")


def _exchange(console: Console, exchange: Mapping[str, Any]) -> None:
    _heading(console, f"Q  {exchange['question']}")
    score = exchange["score"]
    place = _clock(exchange["answerSpan"])
    console.print(Text(f"  {score:.0f} of 100, {exchange['answerWords']} words{place}"))
    if exchange["starApplies"]:
        for part in exchange["star"]:
            quote = part["quote"]["text"] if part["quote"] else None
            style = "green" if quote else "yellow"
            text = f"“{_short(quote)}”" if quote else "not heard"
            console.print(Text.assemble(("  " + part["part"].ljust(10), style), text))
    levels = ", ".join(
        f"{entry['dimension']} {entry['level'] or 'not shown'}" for entry in exchange["levels"]
    )
    console.print(Text(f"  {levels}", style="dim"))
    for title, key in (("good", "strengths"), ("missing", "missing")):
        if exchange[key]:
            console.print(Text(f"  {title}: {'; '.join(exchange[key])}"))
    if exchange["strongerVersion"]:
        console.print(Text(f"  stronger: {exchange['strongerVersion']}", style="italic"))


def _prep(console: Console, feedback: Mapping[str, Any]) -> None:
    _heading(console, "Practised against said")
    improvement = feedback["improvement"]
    if improvement is not None:
        console.print(Text(f"  {improvement:+.0f} points against your practice"))
    console.print(Text(f"  {feedback['rehearsedPhrasing']}"))
    for pair in feedback["pairs"]:
        console.print(Text(f"  {pair['practisedQuestion']}: {pair['verdict']}", style="cyan"))
        for line in _points(pair):
            console.print(Text(f"    {line}"))
    _listed(console, "practised, not asked", feedback["notAsked"])
    _listed(console, "asked, not practised", [_missed(entry) for entry in feedback["notPractised"]])


def _points(pair: Mapping[str, Any]) -> Iterator[str]:
    for point in pair["contradicted"]:
        yield f"differs: “{_short(point['practised'])}” became “{_short(point['said'])}”"
    for point in pair["dropped"][:3]:
        yield f"left out: “{_short(point['practised'])}”"
    for point in pair["added"][:3]:
        yield f"new: “{_short(point['said'])}”"
    if pair["kept"]:
        practised = sum(len(pair[part]) for part in ("kept", "dropped", "contradicted"))
        yield f"kept: {len(pair['kept'])} of {practised} points"


def _missed(entry: Mapping[str, Any]) -> str:
    story = entry["fittingStory"]
    fitting = f" (your story on “{_short(story)}” would have fitted)" if story else ""
    return f"{entry['question']}{fitting}"


def _listed(console: Console, title: str, entries: Sequence[str]) -> None:
    for entry in entries:
        console.print(Text(f"  {title}: {_short(entry, 110)}", style="dim"))


def _notes(console: Console, analysis: Mapping[str, Any]) -> None:
    content = analysis["contentAnalysis"]
    notes = [f"not had from the model: {section}" for section in content["missingSections"]]
    notes += [f"left out of the score: {name}" for name in content["score"]["leftOut"]]
    if content["speakersNeedConfirmation"]:
        notes.append("please confirm which voice is yours: PUT /api/interviews/{id}/speakers")
    if analysis["modelUsed"].startswith("rules-"):
        notes.append(
            "no language model is configured: rules judged the content, never above level 4"
        )
    if notes:
        _heading(console, "Good to know")
    for note in notes:
        console.print(Text(f"  {note}", style="dim"))
    console.print()


def _clock(span: Mapping[str, int] | None) -> str:
    if span is None:
        return ""
    minutes, seconds = divmod(span["start"] // 1000, 60)
    return f", at {minutes}:{seconds:02}"


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
