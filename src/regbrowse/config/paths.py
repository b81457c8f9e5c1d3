"""Where regbrowse keeps its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Paths:
    """The two folders of regbrowse; nothing is made before it is written to."""

    config_dir: Path
    cache_dir: Path

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Paths":
        """Return the user's folders; REGBROWSE_CONFIG_DIR and REGBROWSE_CACHE_DIR come first."""
        config = environ.get("REGBROWSE_CONFIG_DIR")
        cache = environ.get("REGBROWSE_CACHE_DIR")
        return cls(
            Path(config) if config else platformdirs.user_config_path("regbrowse", appauthor=False),
            Path(cache) if cache else platformdirs.user_cache_path("regbrowse", appauthor=False),
        )

    @property
    def feeds_file(self) -> Path:
        """The feeds, which a person may edit by hand."""
        return self.config_dir / "feeds.toml"
