"""Every box of the fact sheets has a test that bears its number."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FACTS = Path(os.environ.get("CLAPPER_FACTS") or ROOT.parent / "shared" / "facts")
NUMBER = re.compile(r"(?<![a-z0-9])([ct][0-9]{1,2})(?![0-9a-z])", re.IGNORECASE)


def numbered_tests() -> set[str]:
    """The numbers in the names of tests and in the ids of their cases."""
    found: set[str] = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        text = file.read_text(encoding="utf-8")
        for name in re.findall(r"def (test_\w+)|id=\"([^\"]+)\"", text):
            words = " ".join(name).replace("_", " ")
            found |= {number.upper() for number in NUMBER.findall(words)}
    return found


def boxes() -> set[str]:
    """C1, C2, ... of section 15 in their order; T1, T2, ... as they are written."""
    if not FACTS.is_dir():
        pytest.skip(f"{FACTS} is not there")
    provider = (FACTS / "provider.md").read_text(encoding="utf-8")
    section = provider.partition("\n## 15.")[2].partition("\n## ")[0]
    count = len(re.findall(r"^- \[ \]", section, re.MULTILINE))
    models = (FACTS / "models.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^- \[ \] (T[0-9]+) ", models, re.MULTILINE))
    assert count > 20
    assert len(told) > 30
    return {f"C{number + 1}" for number in range(count)} | told


def test_every_box_of_the_fact_sheets_has_a_test_with_its_number():
    assert sorted(boxes() - numbered_tests()) == []
