"""How a job is told to a client: the official dialect's full objects, and Comet's shorter ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.videos import own_servers
from bot.sandbox.videos.jobs import Job
from bot.sandbox.videos.keywords import Outcome
from bot.sandbox.videos.refusals import MODERATION_LATER, Body

UPPER_CASE: Mapping[str, str] = {
    "queued": "SUBMITTED",
    "in_progress": "IN_PROGRESS",
    "completed": "SUCCESS",
    "failed": "FAILED",
}
"""The status words of the older Seedance pages."""

ODD_WORD = "post_production"


@dataclass
class Manners:
    """What the far end does differently from page to page. May be changed while it runs."""

    status_words: Mapping[str, str] = field(default_factory=dict[str, str])
    """Other words for the four states, on the shared route; see UPPER_CASE."""
    list_jobs: Literal["yes", "json", "html"] = "yes"
    """Is there a list? Else a 404 as JSON or as a page. CometAPI documents none."""
    multipart_only: bool = False
    """Refuse a create in another encoding."""
    refund_failures: bool = True
    missing_field_status: Literal[400, 500] = 500
    """400 on Comet's older error page, 500 `invalid_request` on the newer one."""
    progress_as_text: bool = False
    """`"57%"` instead of 57."""
    official_video_url: bool = False
    """The official dialect tells a `video_url` too, as its newest page says."""
    shared_video_url: bool = True
    """The shared route tells a `video_url`; without it a client must use /content."""
    content_lag_seconds: float = 0
    """/content still answers "not completed" this long after completion (seen: 5 to 15 s)."""
    film_bytes: int = 0
    """Films of jobs created from now on have at least this size."""
    storyboard_fills_film: bool = True
    """The shots of a storyboard have to add up to the film's length. No page says so."""
    wrong_echo: bool = True
    """The `-all` models tell another model and length than were asked for, as was seen."""
    official_style: Literal["comet", "minimal", "openai"] = "comet"
    """Of the official dialect. minimal: Comet's newest page, without size and seconds until the
    end; openai: the maker itself, which has a `quality` and answers 404 for an unknown job."""
    bare_key: bool = False
    """A key without `Bearer` is taken as well, as the oldest pages show it."""
    variants: bool = False
    """/content heeds `variant`. CometAPI's relay drops it, so that the film comes always."""
    poll_after_ms: int | None = None
    """The `openai-poll-after-ms` header; None: from the pace, 0: no header."""


@dataclass(frozen=True)
class Teller:
    """Turns jobs into replies."""

    manners: Manners
    films_url: str

    def created(self, job: Job, progress: int) -> Body:
        """The reply to a create. The official one has none of the keys that are still empty."""
        if job.order.model.voice == "official" and job.order.remixed_from is None:
            body = self._core(job, progress) | {"seconds": str(job.seconds), "size": job.size}
            return body | ({"quality": "standard"} if self._style == "openai" else {})
        return self.told(job, progress)

    @property
    def _style(self) -> str:
        return self.manners.official_style

    def told(self, job: Job, progress: int) -> Body:
        """The reply to a look, and a row of the list."""
        voice = job.order.model.voice
        if voice == "shared":
            return self._shared(job, progress)
        if voice in own_servers.TOLD:
            return own_servers.TOLD[voice](job, progress, self._error(job))
        if voice == "official" and self._style == "minimal" and not job.finished:
            return self._core(job, progress)
        return self._official(job, progress)

    def film_url(self, job: Job) -> str:
        return f"{self.films_url}/films/{job.film_token}.mp4?expires={int(job.expires_at or 0)}"

    def word(self, job: Job) -> str:
        """The job's status in the words that this job is told in."""
        if job.outcome is Outcome.ODD and job.status == "in_progress":
            return ODD_WORD
        if job.order.model.voice == "shared":
            return self.manners.status_words.get(job.status, job.status)
        return job.status

    def why_no_film(self, job: Job) -> str:
        """What /content calls the state of a job without a film, in the task layer's own words."""
        if job.status == "failed":
            violation = job.outcome in (Outcome.MODERATED, Outcome.SILENT)
            return "VIOLATION" if violation else "FAILURE"
        return {"queued": "QUEUED", "in_progress": "IN_PROGRESS"}.get(job.status, "NOT_START")

    def _core(self, job: Job, progress: int) -> Body:
        return {
            "id": job.id,
            "object": "video",
            "model": job.model,
            "status": self.word(job),
            "progress": f"{progress}%" if self.manners.progress_as_text else progress,
            "created_at": int(job.created_at),
        }

    def _official(self, job: Job, progress: int) -> Body:
        body = self._core(job, progress) | {
            "seconds": str(job.seconds),
            "size": job.size,
            "prompt": job.prompt,
            "completed_at": _whole(job.completed_at if job.status == "completed" else None),
            "expires_at": _whole(job.expires_at),
            "error": self._error(job),
            "remixed_from_video_id": job.order.remixed_from,
        }
        if job.order.model.voice == "all" and self.manners.wrong_echo:
            # Seen: a request for sora-2-pro-all and 10 s was echoed so.
            body |= {"model": "sora-2", "seconds": "4"}
        if job.status == "completed" and (
            self.manners.official_video_url or job.order.model.voice == "all"
        ):
            body["video_url"] = self.film_url(job)
        return body

    def _shared(self, job: Job, progress: int) -> Body:
        body = self._core(job, progress) | {"task_id": job.id}
        if job.order.model.ratio_labels == "x":
            # The older Veo page: a made-up name, no length, and the frame as a ratio.
            body |= {"model": "veo_3_1-4K", "seconds": "", "size": job.order.label or "16x9"}
        if job.status == "completed":
            body["completed_at"] = _whole(job.completed_at)
            if self.manners.shared_video_url:
                body["video_url"] = self.film_url(job)
        if job.status == "failed" and (job.outcome is Outcome.STRING or job.problem):
            body["error"] = self._error(job)
        return body

    def _error(self, job: Job) -> object:
        if job.status != "failed" or job.outcome is Outcome.SILENT:
            return None
        if job.problem:
            return {"code": "sandbox_render_failed", "message": job.problem}
        if job.outcome is Outcome.STRING:
            return "generation failed: upstream returned no result"
        if job.outcome is Outcome.MODERATED:
            return {"code": "moderation_blocked", "message": MODERATION_LATER}
        return {"code": "video_generation_failed", "message": "The video could not be generated."}


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds)
