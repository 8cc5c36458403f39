"""The four tables of the data model as statements, the ones that Prisma 7 writes for it.

They stand outside the numbered migrations: `public` is Prisma's, and its `migrate reset` may drop
the tables at any time and make them again.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

STATEMENTS: dict[str, tuple[str, ...]] = {
    "PrepSession": (
        """
CREATE TABLE public."PrepSession" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "jobTitle" TEXT NOT NULL,
    "questions" JSONB NOT NULL,
    "practiceAnswers" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    CONSTRAINT "PrepSession_pkey" PRIMARY KEY ("id")
)""",
        'CREATE INDEX "PrepSession_userId_idx" ON public."PrepSession"("userId")',
    ),
    "Interview": (
        """
CREATE TABLE public."Interview" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "jobTitle" TEXT NOT NULL,
    "interviewType" TEXT NOT NULL,
    "notes" TEXT,
    "status" TEXT NOT NULL,
    "videoIndexerUrl" TEXT NOT NULL,
    "prepSessionId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    CONSTRAINT "Interview_pkey" PRIMARY KEY ("id")
)""",
        'CREATE INDEX "Interview_userId_idx" ON public."Interview"("userId")',
        """
ALTER TABLE public."Interview" ADD CONSTRAINT "Interview_prepSessionId_fkey"
    FOREIGN KEY ("prepSessionId") REFERENCES public."PrepSession"("id")
    ON DELETE SET NULL ON UPDATE CASCADE""",
    ),
    "Transcription": (
        """
CREATE TABLE public."Transcription" (
    "id" TEXT NOT NULL,
    "interviewId" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "timestamps" JSONB NOT NULL,
    "speakers" JSONB,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Transcription_pkey" PRIMARY KEY ("id")
)""",
        """
CREATE UNIQUE INDEX "Transcription_interviewId_key" ON public."Transcription"("interviewId")""",
        """
ALTER TABLE public."Transcription" ADD CONSTRAINT "Transcription_interviewId_fkey"
    FOREIGN KEY ("interviewId") REFERENCES public."Interview"("id")
    ON DELETE RESTRICT ON UPDATE CASCADE""",
    ),
    "Analysis": (
        """
CREATE TABLE public."Analysis" (
    "id" TEXT NOT NULL,
    "interviewId" TEXT NOT NULL,
    "speechMetrics" JSONB NOT NULL,
    "contentAnalysis" JSONB NOT NULL,
    "sentiment" JSONB NOT NULL,
    "overallScore" DOUBLE PRECISION NOT NULL,
    "recommendations" JSONB NOT NULL,
    "modelUsed" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Analysis_pkey" PRIMARY KEY ("id")
)""",
        'CREATE UNIQUE INDEX "Analysis_interviewId_key" ON public."Analysis"("interviewId")',
        """
ALTER TABLE public."Analysis" ADD CONSTRAINT "Analysis_interviewId_fkey"
    FOREIGN KEY ("interviewId") REFERENCES public."Interview"("id")
    ON DELETE RESTRICT ON UPDATE CASCADE""",
    ),
}
"""Table → what makes it, in an order in which foreign keys find their tables."""


def create_missing(connection: Connection) -> None:
    """Leave alone what Prisma has made; make the rest."""
    if not connection.scalar(text("SELECT to_regnamespace('public') IS NOT NULL")):
        connection.execute(text("CREATE SCHEMA public"))
    for table, statements in STATEMENTS.items():
        there = connection.scalar(
            text("SELECT to_regclass(:name) IS NOT NULL"), {"name": f'public."{table}"'}
        )
        if not there:
            for statement in statements:
                connection.execute(text(statement))
