"""What all entries of `models.toml` are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictStr

Name = Annotated[StrictStr, Field(min_length=1, max_length=100, pattern=r"^\S+$")]

Wrong = tuple[str, str]
"""A key, and what is wrong with it."""


class Loose(BaseModel):
    """Unknown keys are kept, so that they can be named."""

    model_config = ConfigDict(extra="allow", frozen=True)
