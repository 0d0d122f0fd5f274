"""The video service as the rest of the bot sees it: create, look, fetch, and no surprises."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import aiohttp

from bot.core.video import Failure, Fault, ProviderVideo, Task, VideoRequest, VideoStatus
from bot.provider import account
from bot.provider.dialects import DIALECTS, Call, Dialect, Picture
from bot.provider.download import Fetch
from bot.provider.errors import ProviderRejected
from bot.provider.failures import current_status, read_failure
from bot.provider.film import Download
from bot.provider.loose import items, reach, table, text
from bot.provider.price_list import published_prices
from bot.provider.reading import known_word
from bot.provider.task_log import ask_log, read_tasks
from bot.provider.verdicts import create_refused, failure_of, look_refused, read_refused
from bot.provider.wire import NoReply, Reply, Timeouts, Wire, clean_key, wait_named

log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[object]]

_MOST_REPLY = 64 * 2**20
"""Bytes read of a reply: some servers put the film into it."""
_MOST_LIST = 16 * 2**20
_MOST_PROBE = 64 * 2**10


class VideoClient:
    """One provider, spoken to in the dialect that each call names.

    `clock` gives seconds since 1970, `sleep` waits that many. The session is the caller's and stays
    open; its redirects, retries and timeouts are not used. Raises only the errors of
    `bot.provider.errors`; what the provider said stands in them without the key.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        key: str,
        clock: Callable[[], float],
        sleep: Sleep = asyncio.sleep,
        timeouts: Timeouts | None = None,
        access_token: str | None = None,
    ) -> None:
        """`access_token` opens the account's own log, which no key does.

        Raises ValueError, in one sentence, for an address or key that cannot be used.
        """
        self._wire = Wire(session, base_url=base_url, key=key, timeouts=timeouts or Timeouts())
        self._key = key
        self._access_token = clean_key(access_token) if access_token else None
        self._clock = clock
        self._sleep = sleep
        self._odd_words: set[str] = set()

    async def balance(self) -> int | None:
        """Micro-dollars left at the provider; None where it does not tell, or sets no end."""
        return await account.balance(
            self._wire, key=self._key, quota_at=account.quota_url(self._wire)
        )

    async def create(
        self,
        request: VideoRequest,
        dialect: str,
        pictures: Sequence[Picture] = (),
        film: bytes | None = None,
    ) -> ProviderVideo:
        """Ask for a film, once. The job may be done already in the reply.

        `film` is an mp4 that is to be changed. Raises ProviderBusy: surely nothing was created,
        try later. ProviderRejected: surely there is no film and never will be. ProviderSilent:
        nobody knows.
        """
        speech = DIALECTS[dialect]
        return await self._order(speech, speech.create(request, pictures, film))

    async def remix(
        self, provider_id: str, prompt: str, dialect: str, *, reference: str
    ) -> ProviderVideo:
        """Ask for a done film anew, changed as `prompt` says, once. Length and size stay.

        `provider_id` is a job of the same account; `reference` is ours, as in VideoRequest. Raises
        as `create` does (Fault.LOST: the provider no longer knows the job), and ValueError where
        `bot.core.catalog.ABILITIES` has no remix for the dialect.
        """
        speech = DIALECTS[dialect]
        return await self._order(
            speech, speech.remix(provider_id, prompt, reference), of_a_job=True
        )

    async def _order(self, speech: Dialect, call: Call, *, of_a_job: bool = False) -> ProviderVideo:
        reply = await self._send(call, call.patience or self._wire.timeouts.create)
        video = speech.read(reply.json) if isinstance(reply, Reply) and reply.ok else None
        if video is None or isinstance(reply, NoReply):
            raise create_refused(reply, self._clock(), of_a_job=of_a_job)
        video = self._finished(video, reply)
        if video.failure is not None and video.failure.text:
            raise ProviderRejected(video.failure, status=reply.status)
        return video

    async def look(self, provider_id: str, dialect: str, *, brief: bool = False) -> ProviderVideo:
        """How a job stands. `brief`: without what is repeated of its order, while it goes on.

        Raises ProviderRejected: the key is refused, or the job is not known (Fault.LOST; ordinary
        for a job created a moment ago). ProviderBusy: anything else; ask again later.
        """
        speech = DIALECTS[dialect]
        reply = await self._send(speech.look(provider_id), self._wire.timeouts.look)
        video = None
        if isinstance(reply, Reply) and reply.ok:
            body = reply.json
            video = speech.read(body, asked=provider_id, brief=brief) or _blocked(body, provider_id)
        if video is None or isinstance(reply, NoReply):
            raise look_refused(reply, self._clock())
        return self._finished(video, reply)

    async def list(self, dialect: str, limit: int = 100) -> tuple[ProviderVideo, ...]:
        """The newest jobs of the account.

        Raises ProviderRejected where the provider keeps no such list, ProviderBusy otherwise.
        """
        speech = DIALECTS[dialect]
        reply = await self._send(speech.list(limit), self._wire.timeouts.look, _MOST_LIST)
        videos = speech.read_list(reply.json) if isinstance(reply, Reply) and reply.ok else None
        if videos is None:
            raise read_refused(reply, self._clock())
        return videos

    @property
    def has_log(self) -> bool:
        """Whether `tasks` can tell anything."""
        return self._access_token is not None

    async def tasks(self, since: float, until: float) -> tuple[Task, ...] | None:
        """What the account's log has of that time, in seconds since 1970; None without a token.

        Raises ProviderRejected where the token is refused or there is no log, ProviderBusy
        otherwise.
        """
        if self._access_token is None:
            return None
        reply = await ask_log(
            self._wire,
            self._access_token,
            since=since,
            until=until,
            timeout=self._wire.timeouts.look,
        )
        tasks = read_tasks(reply.json) if isinstance(reply, Reply) and reply.ok else None
        if tasks is None:
            raise read_refused(reply, self._clock())
        return tasks

    async def download(
        self, video: ProviderVideo, to: Path, dialect: str, *, cap_bytes: int
    ) -> Download:
        """Fetch the film of a done job into exactly `to`, down to the disk.

        `to` is a temporary name of the caller's and is removed again where this fails. Raises
        ProviderBusy: try later, perhaps after another look, which may bring fresh addresses.
        ProviderRejected with Fault.EXPIRED: every address says that it is gone; with
        Fault.TOO_LARGE: it has more than `cap_bytes`. OSError: `to` cannot be written.
        """
        content = self._wire.address(DIALECTS[dialect].content(video.id))
        fetch = Fetch(
            self._wire,
            content=content,
            clock=self._clock,
            sleep=self._sleep,
            cap_bytes=cap_bytes,
        )
        return await fetch.run(video, to)

    async def served_models(self) -> frozenset[str] | None:
        """The names of the models that the provider lists; None where it lists none.

        Raises ProviderRejected with Fault.KEY where the key is refused, ProviderBusy where the
        provider cannot be reached or is not well.
        """
        reply = await self._send(Call("GET", "/models"), self._wire.timeouts.look, _MOST_LIST)
        if isinstance(reply, Reply) and reply.ok:
            return _model_names(reply.json)
        error = read_refused(reply, self._clock())
        if isinstance(error, ProviderRejected) and error.status not in (401, 403):
            return None
        raise error

    async def published_prices(self) -> dict[str, int]:
        """What the provider says its models cost, in micro-dollars a second; raises nothing."""
        return await published_prices(self._wire)

    async def why_failed(self, provider_id: str, dialect: str) -> Failure | None:
        """Why a job failed that gave no reason; None where its film exists after all.

        CometAPI's failed jobs carry no error; its `/content` then answers one that ends in
        `current status: VIOLATION`. Never raises: not knowing is an empty Failure.
        """
        call = DIALECTS[dialect].content(provider_id)
        reply = await self._send(call, self._wire.timeouts.look, _MOST_PROBE)
        if isinstance(reply, NoReply):
            return Failure(Fault.OTHER)
        if reply.ok and table(reply.json) is None and reply.body:
            return None
        failure = failure_of(reply)
        word = current_status(reply.said)
        known = failure.fault in (Fault.MODERATION, Fault.INPUT, Fault.FUNDS)
        return replace(
            failure, text=word or failure.text, fault=failure.fault if known else Fault.OTHER
        )

    def _send(
        self, call: Call, timeout: float, most: int = _MOST_REPLY
    ) -> Awaitable[Reply | NoReply]:
        return self._wire.send(call, timeout=timeout, most=most)

    def _finished(self, video: ProviderVideo, reply: Reply) -> ProviderVideo:
        """The video with what the reply's headers add."""
        if not known_word(video.word) and video.word not in self._odd_words:
            self._odd_words.add(video.word)
            log.warning("provider: unknown status %r, taken for running", video.word[:60])
        wait = wait_named(reply.headers, self._clock())
        if video.failure is None and wait is None:
            return video
        failure = video.failure and replace(
            video.failure,
            request_id=video.failure.request_id or reply.request_id,
        )
        return video._replace(failure=failure, poll_after=wait)


def _blocked(body: object, provider_id: str) -> ProviderVideo | None:
    """A moderation notice in place of a status: the job has failed."""
    if table(body) is None:
        return None
    failure = read_failure(body)
    if failure.fault is not Fault.MODERATION:
        return None
    return ProviderVideo(provider_id, VideoStatus.FAILED, failure=failure)


def _model_names(body: object) -> frozenset[str] | None:
    """The ids in `{"data": [{"id": ...}]}`. An empty list tells nothing, so it is None as well."""
    for path in ("data", "models", "data.data", ""):
        for rows in reach(body, path):
            names = {
                text((table(row) or {"id": row}).get("id"))
                for row in items(rows)
                if not isinstance(row, int)
            }
            if names := names - {""}:
                return frozenset(names)
    return None
