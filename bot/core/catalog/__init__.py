"""Models are data: what the bot may offer, at which lengths, sizes and prices."""

from bot.core.catalog.catalog import Catalog
from bot.core.catalog.dialects import ABILITIES, DIALECTS, Abilities
from bot.core.catalog.load import BrokenCatalog, Loaded, load
from bot.core.catalog.model import (
    COMETAPI,
    ImageRule,
    Model,
    ModelStatus,
    Price,
    Provider,
    Seconds,
    Shape,
    Size,
    Storyboard,
)
from bot.core.catalog.table import Row, table

__all__ = [
    "ABILITIES",
    "COMETAPI",
    "DIALECTS",
    "Abilities",
    "BrokenCatalog",
    "Catalog",
    "ImageRule",
    "Loaded",
    "Model",
    "ModelStatus",
    "Price",
    "Provider",
    "Row",
    "Seconds",
    "Shape",
    "Size",
    "Storyboard",
    "load",
    "table",
]
