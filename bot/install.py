"""Makes .venv from the lock file, or says in one sentence why it can't. Needs nothing but a Python.

    python3 bot/install.py          what the bot needs to run
    python3 bot/install.py --dev    and what its tests and checks need

Written so that Pythons far too old for the bot can still read it and say so.
"""

from __future__ import print_function

import hashlib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(HERE, ".venv")
NEEDED_BYTES = 500 * 1000 * 1000
OLDEST = (3, 11)


def main():
    if sys.version_info < OLDEST:
        return stop(
            "Clapper needs Python 3.11 or newer, and this is %d.%d: install a newer one "
            "(python.org) and run it with that." % sys.version_info[:2]
        )
    lock = "requirements-dev.lock" if "--dev" in sys.argv[1:] else "requirements.lock"
    lock = os.path.join(HERE, lock)
    if already_there(lock):
        return 0
    try:
        problem = no_room(free_bytes()) or make_venv() or fill(lock)
    except OSError as error:
        problem = "The packages could not be installed in %s (%s)." % (VENV, error)
    return stop(problem) if problem else 0


def free_bytes():
    import shutil

    return shutil.disk_usage(HERE).free


def no_room(free):
    if free < NEEDED_BYTES:
        return (
            "The disk is nearly full: %d MB are free, %d MB are needed; free some and try again."
            % (free // 1000000, NEEDED_BYTES // 1000000)
        )
    return None


def make_venv():
    if os.path.exists(python()) and has_pip():
        return None
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        return (
            "This Python can't make virtual environments: install the package that adds it "
            "(on Debian and Ubuntu: sudo apt install python3-venv) and try again."
        )
    print("Making .venv ...", flush=True)
    try:
        venv.create(VENV, with_pip=True, clear=os.path.isdir(VENV))
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        return "A virtual environment could not be made in %s (%s)." % (VENV, error)
    return None


def has_pip():
    """Not so where an earlier try ended half way."""
    with open(os.devnull, "w") as nowhere:
        command = [python(), "-m", "pip", "--version"]
        return subprocess.call(command, stdout=nowhere, stderr=nowhere) == 0


def fill(lock):
    print(
        "Installing what %s names (a minute the first time) ..." % os.path.basename(lock),
        flush=True,
    )
    # Not compiled ahead: that would take a third of the time, for files that are never run.
    command = [python(), "-m", "pip", "install", "--quiet", "--no-compile"]
    command.append("--disable-pip-version-check")
    code = subprocess.call(
        command + ["--require-hashes", "--only-binary", ":all:", "-r", lock], cwd=HERE
    )
    if code != 0:
        return (
            "The packages could not be installed (pip's own words are above): check the network "
            "and the free disk space, and try again."
        )
    with open(mark(lock), "w") as file:
        file.write(digest(lock))
    return None


def already_there(lock):
    """The same lock was installed before; the larger one includes the smaller."""
    if not os.path.exists(python()):
        return False
    both = [lock, os.path.join(HERE, "requirements-dev.lock")]
    return any(os.path.exists(mark(each)) and read(mark(each)) == digest(each) for each in both)


def mark(lock):
    return os.path.join(VENV, os.path.basename(lock) + ".installed")


def read(path):
    with open(path) as file:
        return file.read()


def digest(lock):
    with open(lock, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def python():
    parts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(VENV, *parts)


def stop(sentence):
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
