"""How Discord says no: one table of its codes, and the nested form of a bad form body.

Codes and sentences: https://docs.discord.com/developers/topics/opcodes-and-status-codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import cast

from bot.sandbox.discord.shapes import JSON, as_list

Path = tuple[str | int, ...]


class Reason(Enum):
    """Why a request is refused: HTTP status, Discord's code, Discord's sentence."""

    UNAUTHORIZED = (401, 0, "401: Unauthorized")
    BAD_JSON = (400, 50109, "The request body contains invalid JSON.")
    UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
    UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
    UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
    UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
    UNKNOWN_USER = (404, 10013, "Unknown User")
    UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
    UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
    UNKNOWN_COMMAND = (404, 10063, "Unknown application command")
    UNKNOWN_COMMAND_RULES = (404, 10066, "Unknown application command permissions")
    WRONG_APPLICATION = (
        403,
        20012,
        "You are not authorized to perform this action on this application",
    )
    TOO_MANY = (429, 0, "You are being rate limited.")
    TOO_MANY_OLD_EDITS = (
        429,
        30046,
        "Maximum number of edits to messages older than 1 hour reached. Try again later",
    )
    TOO_LARGE = (413, 40005, "Request entity too large")
    ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
    MISSING_ACCESS = (403, 50001, "Missing Access")
    NOT_YOUR_MESSAGE = (403, 50005, "Cannot edit a message authored by another user")
    EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
    CANNOT_MESSAGE_USER = (403, 50007, "Cannot send messages to this user")
    MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
    DEAD_TOKEN = (401, 50027, "Invalid Webhook Token")
    BAD_FORM = (400, 50035, "Invalid Form Body")
    ARCHIVED = (400, 50083, "Thread is archived")
    NO_HISTORY_TO_REPLY = (400, 160002, "Cannot reply without permission to read message history")


class Refusal(Exception):
    """A request that Discord answers with an error."""

    def __init__(
        self,
        reason: Reason,
        *,
        errors: JSON | None = None,
        more: JSON | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, code, message = reason.value
        super().__init__(f"{self.status} {code} {message}")
        self.reason = reason
        self.headers = dict(headers or {})
        self.body: JSON = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors
        self.body.update(more or {})


class Complaints:
    """What is wrong with a form, by the path of the field, as code 50035 tells it."""

    def __init__(self) -> None:
        self._found: list[tuple[Path, str, str]] = []

    @property
    def found(self) -> bool:
        return bool(self._found)

    def add(self, path: Path, code: str, message: str) -> None:
        self._found.append((path, code, message))

    def required(self, path: Path) -> None:
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def length(self, path: Path, value: object, least: int, most: int) -> None:
        """Text, or an array, must have between `least` and `most` characters, or items."""
        size = len(value) if isinstance(value, str) else -1
        if isinstance(value, list):
            size = len(as_list(cast("object", value)))
        if size < least or size > most:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def choice(self, path: Path, value: object, allowed: frozenset[int]) -> bool:
        if value in allowed:
            return True
        listed = ", ".join(str(one) for one in sorted(allowed))
        self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
        return False

    def refuse_if_any(self) -> None:
        """Raises Refusal (50035) naming every field that was complained about."""
        if self._found:
            raise Refusal(Reason.BAD_FORM, errors=self._nested())

    def _nested(self) -> JSON:
        tree: JSON = {}
        for path, code, message in self._found:
            node = tree
            for step in path:
                node = node.setdefault(str(step), {})
            node.setdefault("_errors", []).append({"code": code, "message": message})
        return tree


def bad_form(path: Path, code: str, message: str) -> Refusal:
    """A refusal of one field."""
    complaints = Complaints()
    complaints.add(path, code, message)
    try:
        complaints.refuse_if_any()
    except Refusal as refusal:
        return refusal
    raise AssertionError
