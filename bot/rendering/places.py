"""Countries and organisations as readers see them: a flag and a short name."""

from bot import countries

_EVERYONE = "area:World"


def name(code: str) -> str:
    """Give the short name of *code*: ISO alpha-2, EU, UN, or with a kind before a colon."""
    return "the world" if code == _EVERYONE else countries.short(code)


def flag(code: str | None) -> str:
    """Give the flag of *code* with a space after it, or nothing for what has no flag."""
    sign = countries.flag(code) if code else ""
    return f"{sign} " if sign else ""


def flagged(code: str) -> str:
    """Give flag and short name: "🇺🇦 Ukraine", "NATO"."""
    return flag(code) + name(code)
