"""What the program is told from outside: where things are and how it should look.

A frozen value, handed down from the composition roots; nobody imports a current one. What a person
chooses in the window (zoom, column widths) is kept beside the vaults, not here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP = "ruhu"


@dataclass(frozen=True)
class Settings:
    """One run's settings.

    ``data_folder``: the vaults and what belongs to them. ``config_folder``: device secrets,
    attempts, choices of the window. ``idle_seconds``: without a key or a click until it locks.
    """

    data_folder: Path
    config_folder: Path
    idle_seconds: int = 300

    @property
    def vaults_folder(self) -> Path:
        """A folder for each person's vault."""
        return self.data_folder / "vaults"


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this machine's user; ``RUHU_HOME`` puts all of it under one folder."""
    given = os.environ if environment is None else environment
    if home := given.get("RUHU_HOME"):
        return Settings(Path(home) / "data", Path(home) / "config")
    return Settings(
        Path(platformdirs.user_data_dir(APP, appauthor=False)),
        Path(platformdirs.user_config_dir(APP, appauthor=False)),
    )
