"""What the check says of the provider, its key, the balance and the models."""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.videos import faults
from tests.check.owner import Owner
from tests.running import free_port


async def test_a_provider_that_can_t_be_reached(owner: Owner) -> None:
    [line] = await owner.wrong(cometapi_base_url=f"http://127.0.0.1:{free_port()}/v1")

    assert "check COMETAPI_BASE_URL and this machine's network" in line


async def test_a_provider_that_is_not_well_is_no_fault_of_the_owner(owner: Owner) -> None:
    owner.videos.faults.next("models", faults.page(502))

    [line] = await owner.notes("Provider")

    assert "not well at the moment" in line


async def test_an_address_that_is_no_video_service(owner: Owner) -> None:
    owner.videos.faults.next("models", faults.moved())

    [line] = await owner.notes("Provider")

    assert "mend COMETAPI_BASE_URL" in line


async def test_a_key_that_the_provider_refuses(owner: Owner) -> None:
    [line] = await owner.wrong(cometapi_key="sk-somebody-else")

    assert "does not accept COMETAPI_KEY" in line


async def test_a_key_that_no_header_can_carry(owner: Owner) -> None:
    [line] = await owner.wrong(cometapi_key="sk-with a blank")

    assert "holds blanks" in line
    assert "COMETAPI_KEY" in line


async def test_an_empty_account(owner: Owner) -> None:
    owner.videos.add_key("sk-poor", 0)

    [line] = await owner.wrong(cometapi_key="sk-poor")

    assert "$0.00: top up your account" in line


async def test_a_provider_that_does_not_tell_the_balance(owner: Owner) -> None:
    owner.videos.faults.next("balance", faults.answer(404), times=2)

    [line] = await owner.notes("Balance")

    assert "look at its own page" in line


async def test_models_that_are_no_longer_served_are_named(owner: Owner) -> None:
    owner.videos.withdraw_model("sora-2")

    [line] = await owner.notes("Models")

    assert "are served, not Sora 2." in line


async def test_a_catalogue_of_which_nothing_is_served(owner: Owner) -> None:
    body: dict[str, object] = {"object": "list", "data": [{"id": "gpt-9", "object": "model"}]}
    owner.videos.faults.next("models", faults.answer(200, body))

    [line] = await owner.wrong()

    assert "is served any more" in line


async def test_a_default_that_is_not_served_and_a_budget_that_is_too_small(owner: Owner) -> None:
    [gone] = await owner.wrong(default_model="sora-3")
    [dear] = await owner.wrong(budget_day="0.10")

    assert "DEFAULT_MODEL sora-3 is not served" in gone
    assert "more than BUDGET_DAY (0.10)" in dear


async def test_a_file_of_models_that_is_broken_or_has_a_broken_entry(
    owner: Owner, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[[models]\n")
    [broken] = await owner.wrong(models_file=file)
    file.write_text('[models.mine]\ntitle = "Mine"\n')
    entry = await owner.wrong(models_file=file)

    assert "mine.toml" in broken
    assert "mine.toml" in entry[0]
