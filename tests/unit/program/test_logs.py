import json
import logging

import pytest

from bot import logs
from bot.events import UpdateHandled, tell

TOKEN = "7654321:AAsecretsecretsecretsecretsecretsec"


@pytest.fixture(autouse=True)
def restored_logging(monkeypatch):
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    monkeypatch.setattr(logs, "_hidden", ())


def written(tmp_path):
    return (tmp_path / "log").read_text(encoding="utf-8")


def test_line_has_utc_time_level_and_logger(tmp_path):
    logs.set_up(file=tmp_path / "log")

    logging.getLogger("bot.poll").info("polled %s: %d entries", "gb-fcdo", 3)

    line = written(tmp_path)
    assert line.endswith("Z INFO    bot.poll: polled gb-fcdo: 3 entries\n")
    assert line[10] == "T"


def test_token_is_removed_from_message_arguments_and_traceback(tmp_path):
    logs.set_up(file=tmp_path / "log")

    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        logging.getLogger("bot").exception("asked %s", f"bot{TOKEN}")

    assert TOKEN not in written(tmp_path)
    assert written(tmp_path).count("[token]") == 2


def test_secret_of_unusual_form_is_removed_too(tmp_path):
    logs.set_up(file=tmp_path / "log", secrets=["1:short", ""])

    logging.getLogger("bot").warning("with 1:short inside")

    assert "with [token] inside" in written(tmp_path)


def test_json_lines_carry_message_and_exception(tmp_path):
    logs.set_up(as_json=True, file=tmp_path / "log")

    try:
        raise KeyError("x")
    except KeyError:
        logging.getLogger("bot").exception("broke")

    line = json.loads(written(tmp_path))
    assert line["message"] == "broke"
    assert line["level"] == "ERROR"
    assert "KeyError: 'x'" in line["exception"]


def test_json_lines_carry_the_fields_of_an_event(tmp_path):
    logs.set_up(as_json=True, file=tmp_path / "log")

    tell(UpdateHandled(update_id=3, chat_id=-42, outcome="handled", seconds=0.25))

    line = json.loads(written(tmp_path))
    assert line["event"] == "update_handled"
    assert (line["update_id"], line["chat_id"], line["seconds"]) == (3, -42, 0.25)
    assert line["message"] == "update 3 of chat -42: handled in 0.25 s"


def test_a_secret_within_another_is_removed_with_it_and_from_sentences(tmp_path):
    logs.set_up(file=tmp_path / "log", secrets=["horse", "correct-horse-battery", "abc"])

    logging.getLogger("bot").warning("correct-horse-battery")

    assert written(tmp_path).endswith(": [token]\n")
    assert logs.redact("a horse says abc") == "a [token] says abc"  # three letters hide nothing


def test_libraries_that_write_addresses_stay_quiet_at_debug(tmp_path):
    logs.set_up("DEBUG", file=tmp_path / "log")

    for name in ("httpx", "aiohttp.client", "telegram.ext.ExtBot", "aiosqlite"):
        logging.getLogger(name).debug("POST https://…")
    logging.getLogger("bot").debug("ours")

    assert written(tmp_path).count("\n") == 1


def test_second_set_up_replaces_the_first(tmp_path, capsys):
    logs.set_up()
    logs.set_up(file=tmp_path / "folder" / "log")

    logging.getLogger("bot").info("once")

    assert capsys.readouterr().err == ""
    assert (tmp_path / "folder" / "log").read_text().count("once") == 1
