"""How a film is made from another one: by which model, at which length and size."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import SHIPPED_MODELS
from bot.core.catalog import Catalog, Model, load
from bot.core.job import Delivery, Film, Job, JobStatus
from bot.core.refused import Refused
from bot.core.remix import Remake, Way, nearest_size, read_remake, remaking
from bot.ui.words import words_for

CATALOG = load([("models.toml", SHIPPED_MODELS.read_text(encoding="utf-8"))]).catalog
MODELS = CATALOG.offered
FILM = Film("job-12.mp4", 1_000, 4.0, 1280, 720)


def source(model: str = "sora-2", *, seconds: int = 8, size: str = "720x1280") -> Job:
    known = CATALOG.find(model)
    assert known is not None
    return Job(
        id=12, interaction_id=1, application_id=2, guild_id=3, channel_id=4, owner_id=5,
        locale="en-US", prompt="a fox on ice", model=model, model_title=known.title,
        provider=known.provider, dialect=known.dialect, seconds=seconds, size=size,
        upload_limit=1, price=1, cost=1, created_at=1.0, changed_at=1.0, next_at=1.0,
        status=JobStatus.DELIVERED, message_id=9, provider_id="video_1", film=FILM,
        delivery=Delivery.ATTACHED,
    )  # fmt: skip


def model(name: str) -> Model:
    found = CATALOG.find(name)
    assert found is not None
    return found


def read(
    of: Job,
    *,
    wanted: str | None = None,
    prompt: str = "it snows",
    way: Way | None = None,
    models: tuple[Model, ...] = MODELS,
    catalog: Catalog = CATALOG,
) -> Remake:
    return read_remake(
        catalog, models, of, prompt=prompt, model=wanted, way=way, standard=model("veo3.1-fast")
    )


def refusal(of: Job, **how: object) -> str:
    with pytest.raises(Refused) as caught:
        read(of, **how)  # type: ignore[arg-type]
    return words_for("en-US")(caught.value.sentence)


def test_what_the_provider_can_change_keeps_length_size_and_their_price():
    remake = read(source())

    wish = remake.checked.wish
    assert remake.way is Way.REMIX
    assert (wish.prompt, wish.model, wish.seconds, wish.size) == (
        "it snows", "sora-2", 8, "720x1280",
    )  # fmt: skip
    assert remake.checked.price == 800_000
    assert remake.checked.picture is None


@pytest.mark.parametrize(
    "of",
    [
        pytest.param(source("veo3.1-fast", size="1280x720"), id="a model without a remix"),
        pytest.param(replace(source(), provider="another"), id="another provider had it"),
        pytest.param(replace(source(), provider_id=None), id="no id of the provider's"),
    ],
)
def test_what_nobody_can_change_begins_with_a_frame(of: Job):
    remake = read(of)

    assert remake.way is Way.FRAME
    assert remake.checked.picture is not None
    assert remake.checked.model.id == of.model


def test_a_model_that_is_no_longer_served_is_replaced_by_one_that_takes_a_frame():
    served = tuple(each for each in MODELS if each.id != "sora-2")

    remake = read(source(), models=served)

    assert (remake.way, remake.checked.model.id) == (Way.FRAME, "veo3.1-fast")
    assert (remake.checked.wish.seconds, remake.checked.wish.size) == (8, "720x1280")


def test_another_model_goes_on_from_a_frame_at_its_own_length_where_it_lacks_the_films():
    remake = read(source(seconds=12), wanted="Veo 3.1 Fast")

    assert remake.way is Way.FRAME
    assert remake.checked.wish.seconds == 4


def test_the_films_own_model_can_be_had_from_a_frame_too():
    assert read(source(), way=Way.FRAME).way is Way.FRAME


def test_a_model_without_pictures_is_refused_and_two_that_work_are_named():
    said = refusal(source("veo3.1-fast", size="1280x720"), wanted="sora-2-all")

    assert said == (
        "Sora 2 (all) can't begin with a picture, so it can't go on from a film. Choose one that "
        "can: Veo 3.1 Fast or Veo 3.1."
    )


def test_where_no_model_can_it_is_said():
    blind = tuple(each for each in MODELS if each.image.max == 0 and not each.remix)

    assert (
        refusal(source(), models=blind)
        == "No model of this bot can make a film from another one at present."
    )


def test_an_empty_prompt_is_refused_as_with_create():
    assert refusal(source(), prompt="  ") == "Say what the film should show: the prompt is empty."


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (
            JobStatus.RUNNING,
            "Film #12 is not there yet. Try again when it stands on its card.",
        ),
        (
            JobStatus.FAILED,
            "Film #12 was never made, so nothing can be made from it.",
        ),
    ],
)
def test_there_must_be_a_film(status: JobStatus, said: str):
    assert refusal(replace(source(), status=status, film=None)) == said


def test_a_film_that_stands_on_its_card_a_moment_before_that_is_known_will_do():
    assert read(replace(source(), status=JobStatus.STORED, delivery=None)).way is Way.REMIX


def test_the_films_own_model_is_offered_first_then_the_usual_one():
    offered = remaking(MODELS, source(), model("veo3.1-fast"))

    assert [each.id for each in offered[:2]] == ["sora-2", "veo3.1-fast"]
    assert all(each.id == "sora-2" or each.image.max > 0 for each in offered)


sizes = st.tuples(st.integers(16, 4096), st.integers(16, 4096))


@given(st.sampled_from([each for each in MODELS if each.image.max > 0]), sizes)
def test_a_frame_gets_the_shape_most_like_its_own(chosen: Model, size: tuple[int, int]):
    width, height = size

    found = chosen.shape.get(nearest_size(chosen, f"{width}x{height}"))

    assert found is not None
    wanted = math.log(width / height)
    off = abs(math.log(found.width / found.height) - wanted)
    best = min(abs(math.log(s.width / s.height) - wanted) for s in chosen.shape.sizes)
    assert off <= best + 0.011  # what looks the same to people counts as the same


@given(st.sampled_from([each for each in MODELS if each.image.max > 0]), st.data())
def test_a_size_that_the_model_makes_stays(chosen: Model, data: st.DataObject):
    size = data.draw(st.sampled_from(chosen.shape.sizes)).size

    assert nearest_size(chosen, size) == size
