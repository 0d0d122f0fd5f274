"""How servers of one's own tell a job: SGLang, vLLM-Omni, LiteLLM and Dynamo, and the old reverse
format, which is nobody's any more."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import cast

from bot.sandbox.videos.catalogue import Voice
from bot.sandbox.videos.films import Film
from bot.sandbox.videos.jobs import Job
from bot.sandbox.videos.refusals import Body

Told = Callable[[Job, int, object], Body]
"""Of a job, its percentage and its error."""


def sglang(job: Job, progress: int, error: object) -> Body:
    """Every model is called `sora-2`; progress is 0, then 100; an error has no code."""
    done = job.status == "completed"
    return {
        "id": job.id,
        "object": "video",
        "model": "sora-2",
        "status": job.status,
        "progress": 100 if done else 0,
        "created_at": int(job.created_at),
        "size": "" if not done else job.size,
        "seconds": str(job.seconds),
        "quality": "standard",
        "url": None,
        "file_path": f"outputs/{job.id}.mp4" if done else None,
        "inference_time_s": 4.2 if done else None,
        "error": {"message": _words(error)} if error else None,
    }


def vllm(job: Job, progress: int, error: object) -> Body:
    """A few words while it runs, as the documentation's sample; all of it at the end."""
    body: Body = {"id": job.id, "status": job.status, "created_at": int(job.created_at)}
    if not job.finished:
        return body
    ended = {"completed_at": int(job.completed_at or 0), "progress": progress, "object": "video"}
    if job.status == "failed":
        return {**body, **ended, "error": {"code": 500, "message": _words(error)}}
    file: Body = {"media_type": "video/mp4", "file_name": f"{job.id}.mp4", "stage_durations": {}}
    return {**body, **ended, **file, "size": job.size, "seconds": str(job.seconds)}


def litellm(job: Job, progress: int, error: object) -> Body:
    """OpenAI's, but it may begin as `processing`, and says what was used."""
    return {
        "id": job.id,
        "object": "video",
        "status": "processing" if job.status == "queued" else job.status,
        "progress": progress,
        "created_at": int(job.created_at),
        "error": error,
        "remixed_from_video_id": job.order.remixed_from,
        "usage": {"duration_seconds": float(job.seconds)},
    }


def dynamo(job: Job, progress: int, error: object, film: Film | None = None) -> Body:
    """The whole of it at once: there is no job behind it."""
    data: list[object] = []
    if film is not None and job.order.inline:
        data = [{"output_format": "mp4", "b64_json": _text(film), "fps": 24}]
    elif film is not None:
        data = [{"output_format": "mp4", "url": f"file:///outputs/{job.id}.mp4", "fps": 24}]
    return {
        "id": job.id,
        "object": "video",
        "model": job.model,
        "status": "completed" if data else "failed",
        "progress": 100 if data else progress,
        "created": int(job.created_at),
        "data": data,
        "error": None if data else _words(error),
        "inference_time_s": 4.2,
    }


def reverse(job: Job, progress: int, url: str) -> Body:
    """Captured page 001, shortened: an envelope, `"100%"`, and the maker's own job within."""
    words = {"queued": "NOT_START", "in_progress": "IN_PROGRESS", "completed": "SUCCESS"}
    done = job.status == "completed"
    film = {"id": f"gen_{job.id[-26:]}", "download_status": "ready", "url": url}
    inner: Body = {
        "created_at": datetime.fromtimestamp(job.created_at, UTC).isoformat(),
        "status": "succeeded" if done else "running",
        "failure_reason": None,
        "progress_pct": None,
        "prompt": job.prompt,
        "generations": [film] if done else [],
    }
    data: Body = {
        "task_id": f"task_{job.film_token[:26]}",  # seen: another one than was asked for
        "notify_hook": "",
        "action": "sora-video",
        "status": words.get(job.status, "FAILURE"),
        "fail_reason": "generation failed" if job.status == "failed" else "",
        "submit_time": int(job.created_at),
        "start_time": 0,
        "finish_time": int(job.completed_at or 0),
        "progress": f"{progress}%",
        "data": inner,
    }
    return {"code": "success", "message": "", "data": data}


TOLD: Mapping[Voice, Told] = {
    "sglang": sglang,
    "vllm": vllm,
    "litellm": litellm,
    "dynamo": dynamo,
}


def new_id(voice: Voice, tail: str) -> str:
    """An id in the shape of its server; `tail` is 32 letters and digits."""
    if voice == "litellm":
        text = f"litellm:custom_llm_provider:openai;model_id:{tail[:9]};video_id:video_{tail}>?~"
        return f"video_{base64.b64encode(text.encode()).decode()}"
    return {"vllm": f"video_gen_{tail}", "sglang": tail}.get(voice, f"task_{tail}")


def _words(error: object) -> str:
    if isinstance(error, dict):
        return str(cast("Body", error).get("message", ""))
    return str(error or "the engine stopped")


def _text(film: Film) -> str:
    return base64.b64encode(film.read()).decode()
