"""Which model is used, and whether its files are genuine."""

import pytest

from bot.errors import ConfigError
from bot.nlp import model


def test_the_installed_models_files_are_the_published_ones():
    report = model.model_report()

    assert report.genuine
    assert report.version == "3.8.0"
    assert report.detail.startswith("All ")


@pytest.fixture
def altered(tmp_path, monkeypatch):
    """A package ``en_core_web_sm`` 3.8.0 whose files are not the published ones."""
    folder = tmp_path / "en_core_web_sm" / "en_core_web_sm-3.8.0"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    (folder / "meta.json").write_text('{"version": "3.8.0"}')
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def test_an_official_package_is_preferred_and_a_wrong_file_is_told(altered):
    report = model.model_report()

    assert report.name == "en_core_web_sm"
    assert report.genuine is False
    assert report.detail.endswith("is not the published file: install it again.")


def test_a_version_whose_hashes_are_unknown_is_neither_genuine_nor_not(altered):
    (altered / "meta.json").write_text('{"version": "3.9.9"}')

    assert model.model_report().genuine is None


def test_a_package_without_a_model_is_a_clear_error(altered):
    (altered / "meta.json").unlink()

    with pytest.raises(ConfigError, match="en_core_web_sm holds no spaCy model"):
        model.model_report()


def test_no_model_at_all_is_a_clear_error(monkeypatch):
    monkeypatch.setattr(model, "find_spec", lambda _: None)

    with pytest.raises(ConfigError, match="No English spaCy model is installed"):
        model.installed()
