"""What the bot wants a message to say, and whether Discord lets it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.discord.bodies import Body
from bot.sandbox.discord.components import ComponentCheck
from bot.sandbox.discord.errors import Complaints, Reason, Refusal
from bot.sandbox.discord.files import safe_name
from bot.sandbox.discord.messages import COMPONENTS_V2, SUPPRESS_EMBEDS, Attachment, Message
from bot.sandbox.discord.shapes import JSON, as_list, as_object, snowflake

CONTENT_MOST = 2000
NONCE_MOST = 25
FILES_MOST = 10


@dataclass(frozen=True)
class NewFile:
    """One of the request's files, and what is to be said about it."""

    index: int
    filename: str
    description: str | None


@dataclass(frozen=True)
class Draft:
    """A checked message, complete: for an edit, with what it keeps."""

    content: str
    embeds: list[JSON]
    components: list[JSON]
    flags: int
    kept: list[Attachment]
    new: list[NewFile]
    allowed_mentions: JSON | None


def read_draft(payload: JSON, body: Body, *, limit: int, standing: Message | None = None) -> Draft:
    """Check `payload` as Discord would; `standing` is the message that it edits.

    `limit` is bytes per file. Raises Refusal 40005, 50006 or 50035.
    """
    if any(upload.size > limit for upload in body.files.values()):
        raise Refusal(Reason.TOO_LARGE)
    complaints = Complaints()
    kept, new = _files(payload, body, standing, complaints)
    draft = Draft(
        content=_or_standing(payload, "content", standing.content if standing else "") or "",
        embeds=as_list(_or_standing(payload, "embeds", standing.embeds if standing else [])),
        components=as_list(
            _or_standing(payload, "components", standing.raw_components if standing else [])
        ),
        flags=_flags(payload, standing),
        kept=kept,
        new=new,
        allowed_mentions=_mentions(payload),
    )
    _check(draft, complaints)
    if standing is None:
        _check_nonce(payload, complaints)
    complaints.refuse_if_any()
    if not (draft.content or draft.embeds or draft.components or draft.kept or draft.new):
        raise Refusal(Reason.EMPTY_MESSAGE)
    return draft


def _or_standing(payload: JSON, key: str, standing: Any) -> Any:
    return payload.get(key, standing)


def _mentions(payload: JSON) -> JSON | None:
    given = payload.get("allowed_mentions")
    return None if given is None else as_object(given)


def _flags(payload: JSON, standing: Message | None) -> int:
    given = payload.get("flags") or 0
    if standing is None:
        return given
    # The flag for Components V2 stays for good; the others that an edit may touch is one.
    changed = COMPONENTS_V2 | SUPPRESS_EMBEDS
    return (standing.flags & ~SUPPRESS_EMBEDS) | (given & changed)


def _check(draft: Draft, complaints: Complaints) -> None:
    v2 = bool(draft.flags & COMPONENTS_V2)
    if v2:
        for key, value in (("content", draft.content), ("embeds", draft.embeds)):
            if value:
                complaints.add(
                    (key,),
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
    else:
        complaints.length(("content",), draft.content, 0, CONTENT_MOST)
        complaints.length(("embeds",), draft.embeds, 0, 10)
    complaints.length(("attachments",), [*draft.kept, *draft.new], 0, FILES_MOST)
    names = {one.filename for one in draft.kept} | {one.filename for one in draft.new}
    ComponentCheck(complaints, frozenset(names)).check(draft.components, v2=v2)


def _check_nonce(payload: JSON, complaints: Complaints) -> None:
    if payload.get("nonce") is not None:
        complaints.length(("nonce",), str(payload["nonce"]), 0, NONCE_MOST)


def _files(
    payload: JSON, body: Body, standing: Message | None, complaints: Complaints
) -> tuple[list[Attachment], list[NewFile]]:
    """What stays, and what comes.

    Since v10 of the API, `attachments` names everything that shall be there after the edit;
    without it, all that was there stays (https://docs.discord.com/developers/resources/message).
    """
    there = {one.id: one for one in standing.attachments} if standing else {}
    listed = payload.get("attachments")
    kept = list(there.values()) if listed is None else []
    told: dict[int, JSON] = {}
    for place, entry in enumerate(as_object(one) for one in as_list(listed)):
        number = snowflake(entry.get("id"))
        if entry.get("description") is not None:
            complaints.length(("attachments", place, "description"), entry["description"], 0, 1024)
        if number in there:
            old = there[number]
            kept.append(replace(old, description=entry.get("description", old.description)))
        elif number in body.files:
            told[number] = entry
        else:
            complaints.add(
                ("attachments", place, "id"), "ATTACHMENT_NOT_FOUND", "Attachment data not found"
            )
    new = [
        NewFile(
            index,
            safe_name(told.get(index, {}).get("filename") or upload.filename),
            told.get(index, {}).get("description"),
        )
        for index, upload in sorted(body.files.items())
    ]
    return kept, new
