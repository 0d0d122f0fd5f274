"""Promises of the product, kept with real parts; only the far ends are imitated, over a socket."""

import os
import sys

# Many processes start from the same sources here. Where the machine forbids compiled files, as
# many containers do, each of them would compile discord.py and the rest again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
