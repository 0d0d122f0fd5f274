"""Entries of the log, told to people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.core.allowance import Holder, Rule, Scope, from_plain
from bot.core.audit import Act, Entry
from bot.core.limit_words import NAMES, told
from bot.core.sentence import Mention, Sentence, When, say
from bot.ui.limits_view import whom
from bot.ui.words import Words


def entry_line(entry: Entry, words: Words) -> str:
    """`<when> <who>: <what>`, in one line."""
    who = Mention("member", entry.actor_id) if entry.actor_id is not None else say("the bot")
    text = say("• {when} {who}: {what}", when=When(entry.at), who=who, what=_what(entry))
    return words(text).replace("\n", " ")


def _what(entry: Entry) -> Sentence:
    tell = _TOLD.get(entry.act)
    return tell(entry) if tell else say("{act} {about}", act=entry.act.value, about=entry.about)


def _rule(entry: Entry) -> Sentence:
    where, _, name = entry.about.partition(" ")
    scope, _, number = where.partition(":")
    rule = Rule(name)
    return say(
        "{what} for {whom}: {after}, before: {before}",
        what=NAMES[rule],
        whom=whom(Holder(Scope(scope), int(number))),
        after=_value(rule, entry.after),
        before=_value(rule, entry.before),
    )


def _value(rule: Rule, kept: Any) -> Sentence:
    if kept is None:
        return say("not set")
    return told(rule, from_plain(kept))


def _zone(entry: Entry) -> Sentence:
    return say("time zone {after}, before: {before}",
               after=str(entry.after), before=str(entry.before))  # fmt: skip


def _moderators(entry: Entry) -> Sentence:
    after: list[int] = entry.after or []
    roles = [Mention("role", each) for each in after]
    text = say("moderators, by role:")
    for role in roles:
        text = say("{before} {role}", before=text, role=role)
    return text if roles else say("no moderators by role any more")


def _pause(entry: Entry) -> Sentence:
    return say("paused film making: {reason}", reason=entry.about or "—")


def _resume(_entry: Entry) -> Sentence:
    return say("resumed film making")


def _block(entry: Entry) -> Sentence:
    after: dict[str, Any] = entry.after or {}
    reason = str(after.get("reason", ""))
    if after.get("until") is None:
        return say("blocked {whom}: {reason}", whom=_person(entry), reason=reason)
    until = When(float(after["until"]))
    return say("blocked {whom} until {until}: {reason}",
               whom=_person(entry), until=until, reason=reason)  # fmt: skip


def _unblock(entry: Entry) -> Sentence:
    return say("unblocked {whom}", whom=_person(entry))


def _approval(entry: Entry) -> Sentence:
    if entry.after is None:
        return say("left the server to ALLOWED_GUILDS")
    return say("let this server make films") if entry.after else say("closed this server to films")


def _refusal(entry: Entry) -> Sentence:
    return say("was refused: {why}", why=Sentence.from_json(entry.after))


def _word(entry: Entry) -> Sentence:
    kept: dict[str, str] = entry.after or entry.before or {}
    text, rule = kept.get("text", ""), kept.get("rule")
    if entry.after is None:
        return say("took {text} out of the word filter", text=text)
    if rule == "review":
        return say("put prompts with {text} before a moderator", text=text)
    if rule == "deny":
        return say("denied {text} in prompts", text=text)
    return say("let {text} pass in prompts", text=text)


def _film(entry: Entry) -> Sentence:
    return say("film #{n}", n=entry.about.partition(":")[2])


def _take_down(entry: Entry) -> Sentence:
    if entry.actor_id is None:
        return say("took {film} down, since somebody deleted its card", film=_film(entry))
    return say("took {film} down", film=_film(entry))


def _report(entry: Entry) -> Sentence:
    return say("reported {film}: {why}", film=_film(entry), why=str(entry.after))


def _reports_to(entry: Entry) -> Sentence:
    if entry.after is None:
        return say("reports go nowhere any more")
    return say("reports go to {channel}", channel=Mention("channel", int(entry.after)))


def _rejected(entry: Entry) -> Sentence:
    if entry.actor_id is None:
        return say("ended {film}, since nobody decided about it in time", film=_film(entry))
    return say("rejected {film}: {why}", film=_film(entry), why=str(entry.after or "—"))


def _log_to(entry: Entry) -> Sentence:
    if entry.after is None:
        return say("the log is told nowhere any more")
    return say("the log is told in {channel}", channel=Mention("channel", int(entry.after)))


def _person(entry: Entry) -> Mention:
    return Mention("member", int(entry.about.partition(":")[2] or 0))


_TOLD: dict[Act, Callable[[Entry], Sentence]] = {
    Act.RULE: _rule,
    Act.ZONE: _zone,
    Act.MODERATORS: _moderators,
    Act.PAUSE: _pause,
    Act.RESUME: _resume,
    Act.BLOCK: _block,
    Act.UNBLOCK: _unblock,
    Act.APPROVAL: _approval,
    Act.WORD: _word,
    Act.REPORT: _report,
    Act.REPORTS_TO: _reports_to,
    Act.LOG_TO: _log_to,
    Act.TAKE_DOWN: _take_down,
    Act.PUT_BACK: lambda entry: say("put {film} back", film=_film(entry)),
    Act.REFUSAL: _refusal,
    Act.APPROVE: lambda entry: say("agreed to {film}", film=_film(entry)),
    Act.REJECT: _rejected,
}
