""" "This one is me": the user says which voice is the candidate's, and is analysed anew."""

from __future__ import annotations

from datetime import timedelta

from shared.contracts.messages import IndexReady
from shared.contracts.results import ConfirmSpeakers
from shared.db.engine import Database
from shared.db.repositories import interviews, processing, results
from shared.domain.interview import Status
from shared.domain.speakers import assign_roles
from shared.domain.transcript import from_timestamps
from shared.errors import Conflict, InvalidInput, NotFound
from shared.services.ports import MessageQueue

ANALYSED = frozenset({Status.COMPLETED, Status.FAILED})


class SpeakerCorrection:
    """The use case of PUT /interviews/{id}/speakers."""

    def __init__(
        self,
        database: Database,
        queue: MessageQueue,
        *,
        analysis_deadline: timedelta,
        lease_seconds: int,
    ) -> None:
        self._database = database
        self._queue = queue
        self._analysis_deadline = analysis_deadline
        self._lease = timedelta(seconds=lease_seconds)

    def confirm(self, user_id: str, interview_id: str, wanted: ConfirmSpeakers) -> None:
        """Store who the candidate is and analyse again; the earlier analysis stays until then.

        Raises:
            NotFound, Conflict (no transcript yet, or under way), InvalidInput (unknown ids)
        """
        chosen = sorted(set(wanted.candidate_speaker_ids))
        with self._database.transaction() as session:
            record = interviews.get_owned(session, interview_id, user_id)
            if record is None:
                raise NotFound("There is no such object.")
            stored = results.get_transcription(session, interview_id)
            if record.processing is None or stored is None or record.status not in ANALYSED:
                raise Conflict("There is no finished transcript to assign speakers in.")
            transcript = from_timestamps(stored.timestamps, speakers=stored.speakers)
            known = {speaker.id for speaker in assign_roles(transcript).speakers}
            if not known.issuperset(chosen):
                raise InvalidInput(
                    "The speakers are not valid.",
                    {"candidateSpeakerIds": "must be speaker ids of the transcript"},
                )
            speakers = assign_roles(
                transcript,
                interview_type=record.interview_type,
                confirmed_candidate_ids=chosen,
            )
            moved = interviews.advance(session, interview_id, to=Status.ANALYZING, from_=ANALYSED)
            if not moved:
                raise Conflict("The interview is being analysed already.")
            processing.set_candidate_speakers(session, interview_id, chosen)
            results.set_speakers(
                session, interview_id, speakers.model_dump(mode="json", by_alias=True)
            )
            processing.begin_stage(
                session, interview_id, deadline=self._analysis_deadline, next_check=self._lease
            )
            generation = record.processing.generation
        message = IndexReady(interview_id=interview_id, generation=generation)
        self._queue.send(message.to_json())
