"""Why a job ended without a film, in words a member understands and can act on."""

from __future__ import annotations

from bot.core.sentence import Sentence, say
from bot.core.video import Failure, Fault


def explain(
    failure: Failure, *, model: str, others: tuple[str, ...] = (), pictured: bool = False
) -> Sentence:
    """One sentence for a failure. `model` and `others` are titles people know; `pictured` says
    that a picture went along, so that nobody knows which of the two was refused."""
    match failure.fault:
        case Fault.MODERATION:
            return _moderation(failure, pictured=pictured)
        case Fault.MODEL_GONE:
            return _model_gone(model, others)
        case Fault.INPUT if failure.text:
            return say("The provider did not take the request: “{text}”", text=failure.text)
        case Fault.OTHER if failure.text and failure.text.casefold() not in _SAYS_NOTHING:
            return say("The provider could not make this film: “{text}”", text=failure.text)
        case fault:
            return _PLAIN.get(fault, _NO_REASON)


def source_unknown(number: int) -> Sentence:
    """The provider was to change film `number` and has forgotten it."""
    return say(
        "The provider no longer knows film #{number}, so it can't change it. A new film can begin "
        "with one of its frames: the button below shows them.",
        number=str(number),
    )


def for_its_content(problem: Sentence | None) -> bool:
    """Whether a job ended because of what its words or picture show: others may be taken."""
    return problem is not None and problem.text.startswith(
        (
            "The provider refused this for its content",
            "The provider takes no picture that shows a person.",
        )
    )


def _moderation(failure: Failure, *, pictured: bool) -> Sentence:
    if failure.reasons == (_PEOPLE,):
        return say(
            "The provider takes no picture that shows a person. "
            "Choose another picture, or none, and ask again."
        )
    if failure.reasons and pictured:
        return say(
            "The provider refused this for its content ({reasons}). "
            "Change the words or the picture and ask again.",
            reasons=failure.reasons,
        )
    if failure.reasons:
        return say(
            "The provider refused this for its content ({reasons}). "
            "Change the words and ask again.",
            reasons=failure.reasons,
        )
    if pictured:
        return say(
            "The provider refused this for its content, without saying what it was. "
            "Change the words or the picture and ask again."
        )
    return say(
        "The provider refused this for its content, without saying what it was. "
        "Change the words and ask again."
    )


def _model_gone(model: str, others: tuple[str, ...]) -> Sentence:
    if others:
        return say(
            "The provider no longer serves {model}. Try {others}.", model=model, others=others
        )
    return say("The provider no longer serves {model}. Choose another model.", model=model)


_PEOPLE = "people-in-user-uploads"
"""OpenAI's reason against faces in a picture."""
_PLAIN = {
    Fault.FUNDS: say(
        "The bot's account at the provider is out of money. "
        "Its owner has to top it up before films can be made."
    ),
    Fault.KEY: say(
        "The provider did not accept the bot's key. "
        "Its owner has to set a valid one before films can be made."
    ),
    Fault.TOO_LARGE: say("The film is larger than this bot may fetch, so it can't be shown."),
    Fault.EXPIRED: say(
        "The film was made, but the provider's links to it stopped working "
        "before it could be fetched."
    ),
    Fault.LOST: say("The provider no longer knows this film and will not deliver it."),
}
_SAYS_NOTHING = frozenset({"failure", "failed", "fail", "error"})
"""A failed job's whole explanation, as CometAPI's shared route gives it."""
_NO_REASON = say(
    "The provider could not make this film and gave no reason. Asking again often works."
)
NO_FRAME = say(
    "The film that this one was to begin with can no longer be read here, so nothing was ordered."
)
NEVER_FOUND = say(
    "The answer to this order got lost on the way, and the order was not found at the provider. "
    "It was not ordered again."
)
LOST_TWICE = say(
    "The answers to both orders got lost on the way, and neither order was found at the provider."
)
LET_BE = say(
    "The answer to this order got lost on the way, and it was decided not to order it again."
)
SET_ASIDE = say(
    "Something went wrong inside this bot, and the job was set aside for its owner to look at."
)
