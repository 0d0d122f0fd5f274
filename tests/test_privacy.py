"""docs/privacy.md names everything that is kept: a new column can't be forgotten there."""

from __future__ import annotations

import re
from pathlib import Path

from bot.store.tables import metadata

PAGE = (Path(__file__).parents[1] / "docs" / "privacy.md").read_text(encoding="utf-8")


def test_every_column_is_named_with_what_it_holds_and_no_other_is() -> None:
    kept = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.c}

    rows = re.findall(r"^\| `(\w+\.\w+)` \| (.+) \|$", PAGE, flags=re.MULTILINE)

    assert sorted(name for name, _ in rows) == sorted(kept)
    assert all(len(words) > 5 for _, words in rows)
