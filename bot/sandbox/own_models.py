"""Models that only the sandbox has, written down as their owner would write them: in MODELS_FILE.

They stand for servers of one's own, each behind the same local address.
"""

from __future__ import annotations

from pathlib import Path

from bot.sandbox.videos import LocalVideos

KEY_VARIABLE = "SANDBOX_OWN_KEY"

_PROVIDER = """schema = 1

[[provider]]
name = "own"
base_url = "{address}"
key_variable = "{variable}"
"""
_MODEL = """
[[model]]
id = "{name}"
title = "{name}"
provider = "own"
dialect = "{dialect}"
status = "beta"
seconds = {{ allowed = [4, 8], default = 4 }}
image = {{ max = 1, role = "first_frame" }}
remix = {remix}
storyboard = "beats"
[model.shape]
default = "1280x720"
sizes = [
  {{ size = "1280x720", ratio = "16:9", tier = "720p" }},
  {{ size = "720x1280", ratio = "9:16", tier = "720p" }},
]
[[model.price]]
per_second = 0
"""
_DIALECTS = {
    "wan2.2-sglang": "sglang",
    "wan2.2-vllm": "vllm-omni",
    "sora-litellm": "litellm",
    "wan2.1-dynamo": "dynamo",
}


def with_own_models(videos: LocalVideos, folder: Path) -> dict[str, str]:
    """Write them into `folder`; the settings with which a bot knows them."""
    file = folder / "own-models.toml"
    models = [
        _MODEL.format(name=name, dialect=dialect, remix=str(dialect == "litellm").lower())
        for name, dialect in _DIALECTS.items()
    ]
    head = _PROVIDER.format(address=videos.own_url, variable=KEY_VARIABLE)
    file.write_text(head + "".join(models), encoding="utf-8")
    return {"MODELS_FILE": str(file), KEY_VARIABLE: videos.key}
