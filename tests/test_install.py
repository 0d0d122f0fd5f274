"""`bot/install.py`: any Python can read it, and whatever is missing is one sentence. The locks."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
INSTALL = ROOT / "bot" / "install.py"
RUN, DEV = (ROOT / "requirements.lock", ROOT / "requirements-dev.lock")
PIN = re.compile(r"([A-Za-z0-9_.-]+)==([A-Za-z0-9.+!]+)( ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
OLD = ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10"]
FAKE = """#!/bin/sh
echo "$@" >> "$0.calls"
case "$*" in *--version*) exit {version};; esac
exit {install}
"""


@dataclass
class Place:
    """A checkout with `install.py` in it; its `.venv` holds a Python that only notes its calls."""

    root: Path

    def fake_python(self, *, version: int = 0, install: int = 0) -> None:
        path = self.root / ".venv" / "bin" / "python"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FAKE.format(version=version, install=install))
        path.chmod(0o755)

    @property
    def calls(self) -> list[str]:
        noted = self.root / ".venv" / "bin" / "python.calls"
        return noted.read_text().splitlines() if noted.exists() else []

    def run(
        self, *arguments: str, before: str = "", python: str = sys.executable
    ) -> subprocess.CompletedProcess[str]:
        """Run it as a program, after the statement `before`."""
        script = str(self.root / "bot" / "install.py")
        code = f"import sys, runpy; sys.argv = {[script, *arguments]!r}; {before or 'pass'}\n"
        code += f"runpy.run_path({script!r}, run_name='__main__')"
        return subprocess.run(
            [python, "-c", code], capture_output=True, text=True, timeout=60, check=False
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "bot").mkdir()
    shutil.copy(INSTALL, tmp_path / "bot" / "install.py")
    for lock in (RUN, DEV):
        (tmp_path / lock.name).write_text("a-package==1.0\n")
    return Place(tmp_path)


def said(ended: subprocess.CompletedProcess[str]) -> str:
    """The one sentence on standard error of an end that was not well."""
    assert ended.returncode == 1, ended
    [line] = ended.stderr.splitlines()
    assert line.endswith((".", ".)"))
    return line


@pytest.mark.parametrize("minor", range(4, 14))
def test_every_python_can_read_it(minor: int):
    text = INSTALL.read_text(encoding="ascii")

    ast.parse(text, feature_version=(3, minor))


@pytest.mark.parametrize("version", OLD)
def test_an_old_python_is_told_what_is_needed(place: Place, version: str):
    found = python_of(version)
    if found is None:
        # Where there is none, this Python pretends to be one.
        numbers = tuple(int(part) for part in version.split("."))
        ended = place.run(before=f"sys.version_info = {(*numbers, 0)}")
    else:
        ended = place.run(python=found)

    assert said(ended).startswith(f"Clapper needs Python 3.11 or newer, and this is {version}:")


def python_of(version: str) -> str | None:
    found = shutil.which(f"python{version}") or ""
    known = [found, *map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))]
    for each in known:
        if each and works(each):
            return each
    return None


def works(python: str, code: str = "") -> bool:
    return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_virtual_environments_is_told_the_package(place: Place, missing: str):
    blocked = f"sys.modules[{missing!r}] = None"

    sentence = said(place.run(before=blocked))

    assert "sudo apt install python3-venv" in sentence
    assert not (place.root / ".venv").exists()


def test_a_full_disk_is_told_before_anything_is_made():
    install = loaded()

    sentence = install.no_room(3_999_999)

    assert sentence == (
        "The disk is nearly full: 3 MB are free, 500 MB are needed; free some and try again."
    )
    assert install.no_room(500_000_000) is None


def test_a_folder_that_can_not_be_written_is_named(place: Place):
    (place.root / ".venv").write_text("in the way")

    sentence = said(place.run())

    assert str(place.root / ".venv") in sentence


def test_packages_that_can_not_be_had_are_told_and_tried_again(place: Place):
    place.fake_python(install=1)

    first = said(place.run())
    place.fake_python()
    second = place.run()

    assert "check the network and the free disk space" in first
    assert second.returncode == 0
    assert sum("--require-hashes" in call for call in place.calls) == 2


def test_what_is_installed_is_not_installed_again_until_the_lock_changes(place: Place):
    place.fake_python()
    place.run()
    after_first = len(place.calls)

    again = place.run()
    after_second = len(place.calls)
    (place.root / RUN.name).write_text("a-package==2.0\n")
    place.run()

    assert again.returncode == 0
    assert after_first == after_second
    assert len(place.calls) > after_second
    assert str(place.root / RUN.name) in place.calls[-1]


def test_the_larger_set_serves_for_the_smaller(place: Place):
    place.fake_python()
    place.run("--dev")
    calls = len(place.calls)

    place.run()

    assert str(place.root / DEV.name) in place.calls[-1]
    assert len(place.calls) == calls


@pytest.mark.slow
def test_an_environment_left_without_pip_is_made_anew(place: Place):
    place.fake_python(version=1)
    for lock in (RUN, DEV):
        (place.root / lock.name).write_text("# nothing\n")

    ended = place.run()

    assert ended.returncode == 0, ended.stderr
    assert works(str(place.root / ".venv" / "bin" / "python"), "import pip")


def loaded():
    spec = importlib.util.spec_from_file_location("install", INSTALL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pins(lock: Path) -> dict[str, str]:
    """Package and version, by the name that registries compare."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {plain(found[1]): found[2] for line in lines if (found := PIN.fullmatch(line))}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(requirements: list[str]) -> dict[str, str | None]:
    """What pyproject.toml names; None where it leaves the version open."""
    found = [re.match(r"([\w.-]+)(?:\[[\w,]+\])?(?:==([\w.]+))?", each) for each in requirements]
    return {plain(each[1]): each[2] for each in found}


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", [RUN, DEV], ids=lambda lock: lock.name)
def test_a_lock_holds_names_versions_and_hashes_and_no_address(lock: Path):
    lines = lock.read_text(encoding="utf-8").splitlines()

    odd = [
        line
        for line in lines
        if not (line.startswith("#") or PIN.fullmatch(line) or HASH.fullmatch(line))
    ]

    assert odd == []
    assert "://" not in lock.read_text(encoding="utf-8")


def test_the_locks_pin_what_the_project_names():
    run, dev = pins(RUN), pins(DEV)
    data = project()

    for name, version in wanted(data["project"]["dependencies"]).items():
        assert run[name] == (version or run[name])
    for name, version in wanted(data["dependency-groups"]["dev"]).items():
        assert dev[name] == (version or dev[name])
    assert run.items() <= dev.items(), "both run the bot with the same versions"


def test_nobody_installs_test_packages_to_run_the_bot():
    names = set(pins(RUN))

    assert not names & set(wanted(project()["dependency-groups"]["dev"]))
    assert not [name for name in names if "pytest" in name or name in {"pluggy", "hypothesis"}]
