"""From a transcript to a finished analysis: measure, judge, score, recommend, compare."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from shared.domain.analysis import (
    Analysis,
    ContentAnalysis,
    Spread,
    describe,
    overall_strengths,
    summarise_dimension,
    summarise_star,
)
from shared.domain.content.recommendations import Recommendation, recommend
from shared.domain.content.rubric import Assessment, Dimension
from shared.domain.content.rules_analyser import MODEL_USED, assess
from shared.domain.content.scoring import overall_score
from shared.domain.conversation import Exchange, Speakers, Transcript
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.speech.measure import SpeechMetrics, measure_speech
from shared.domain.speech.turns import Speech
from shared.domain.tone.sentiment import measure_sentiment
from shared.errors import ModelAnswerInvalid, ModelUnavailable
from shared.services.analysis.comparing import PrepSnapshot, comparison
from shared.services.analysis.judging import reason_of
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.analysis.repeated_judging import judge_repeatedly
from shared.services.analysis.spending import Allowance, Budget
from shared.services.analysis.summarising import results_of, summarise

CONTEXT_CHARACTERS = 120
NOTES_CHARACTERS = 300
DESCRIPTION_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class JobContext:
    """What the interview was for."""

    company: str
    job_title: str
    interview_type: str
    notes: str | None = None
    job_description: str | None = None

    def in_short(self) -> dict[str, str]:
        """What a model is told of it with every answer, so that each word costs a dozen times."""
        return {
            "company": self.company[:CONTEXT_CHARACTERS],
            "jobTitle": self.job_title[:CONTEXT_CHARACTERS],
            "interviewType": self.interview_type,
        }

    def in_full(self) -> dict[str, str]:
        """What it is told once, with the results; texts of any length are cut."""
        more = {
            "notes": (self.notes or "")[:NOTES_CHARACTERS],
            "jobDescription": (self.job_description or "")[:DESCRIPTION_CHARACTERS],
        }
        return self.in_short() | {key: value for key, value in more.items() if value}


@dataclass(frozen=True, slots=True)
class _Content:
    """What was judged, and what could not be had."""

    assessments: Sequence[Assessment]
    recommendations: tuple[Recommendation, ...]
    runs: Sequence[Sequence[Assessment]] = ()
    failed: dict[int, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def analyse(
    transcript: Transcript,
    speakers: Speakers,
    *,
    job: JobContext,
    prep: PrepSnapshot | None = None,
    model: LanguageModel | None = None,
    allowance: Allowance | None = None,
    repeat: int = 1,
) -> Analysis:
    """Analyse one interview; without a model by rules.

    Args:
        allowance: what the model may cost; it knows afterwards what was taken.
        repeat: how often the model judges every answer.

    Raises:
        ModelUnavailable, ModelAnswerInvalid: a model is set, and not one answer could be judged.
    """
    exchanges = find_exchanges(transcript, speakers)
    allowance = allowance or Allowance(Budget())
    with ThreadPoolExecutor(max_workers=2) as aside:
        # The model is waited for anyway: one thread measures, one asks it what was practised.
        # Rules judge where no model does, and what is compared with practice.
        by_rules = aside.submit(_by_rules, transcript, exchanges if model is None or prep else ())
        practice = aside.submit(comparison(prep, exchanges, by_rules, model, allowance))
        heard = aside.submit(Speech.of, transcript, speakers)
        measured = aside.submit(
            lambda: measure_speech(transcript, speakers, exchanges, heard.result())
        )
        tone = aside.submit(lambda: measure_sentiment(transcript, speakers, heard.result()))
        if model is None:
            said = by_rules.result()
            content = _Content(said, recommend(exchanges, said, measured.result()))
        else:
            content = _by_model(model, transcript, exchanges, job, measured, allowance, repeat)
        metrics, sentiment, compared = measured.result(), tone.result(), practice.result()
    assessments = content.assessments
    score = overall_score(assessments, metrics)
    described = ContentAnalysis(
        star_method=summarise_star(assessments),
        relevance=summarise_dimension(assessments, Dimension.RELEVANCE),
        dimensions={entry: summarise_dimension(assessments, entry) for entry in Dimension},
        exchanges=describe(exchanges, assessments, content.failed),
        strengths=overall_strengths(assessments),
        recommendations=content.recommendations,
        score=score,
        spread=_spread(content.runs, metrics),
        missing_sections=(*content.missing, *compared.missing),
        speakers_need_confirmation=speakers.needs_confirmation,
        prep_feedback=compared.feedback,
    )
    return Analysis(
        speech_metrics=metrics,
        content_analysis=described,
        sentiment=sentiment,
        overall_score=score.value,
        recommendations=tuple(entry.text for entry in content.recommendations),
        model_used=MODEL_USED if model is None else model.name,
    )


def _by_rules(transcript: Transcript, exchanges: Sequence[Exchange]) -> list[Assessment]:
    return [assess(transcript, entry) for entry in exchanges if entry.is_assessed]


def _by_model(
    model: LanguageModel,
    transcript: Transcript,
    exchanges: Sequence[Exchange],
    job: JobContext,
    measured: Future[SpeechMetrics],
    allowance: Allowance,
    repeat: int,
) -> _Content:
    wanted = [exchange for exchange in exchanges if exchange.is_assessed]
    judged = judge_repeatedly(model, transcript, wanted, job.in_short(), allowance, repeat=repeat)
    metrics = measured.result()
    assessments, failed = judged.first.assessments, judged.first.failed
    missing = [f"exchange {index}: {reason}" for index, reason in sorted(failed.items())]
    missing += judged.missing
    recommendations = recommend(exchanges, assessments, metrics)
    if assessments:
        results = results_of(job.in_full(), exchanges, assessments, metrics)
        try:
            summary = summarise(model, results, exchanges, allowance)
        except (ModelUnavailable, ModelAnswerInvalid) as error:
            missing.append(f"recommendations: {reason_of(error)}")
        else:
            recommendations = summary or recommendations
    return _Content(assessments, recommendations, judged.comparable, failed, tuple(missing))


def _spread(runs: Sequence[Sequence[Assessment]], metrics: SpeechMetrics) -> Spread | None:
    if len(runs) < 2:
        return None
    scores = tuple(overall_score(run, metrics).value for run in runs)
    return Spread(runs=len(runs), scores=scores, range=round(max(scores) - min(scores), 1))
