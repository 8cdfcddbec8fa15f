"""Requests held against the machine-readable description of the Bot API, where it is at hand."""

import json
from functools import cache

from tests.shared import SHARED


@cache
def methods() -> dict[str, dict]:
    """Give the description of all methods by lower-case name; empty when there is none."""
    path = SHARED / "botapi-spec" / "api.json"
    if not path.exists():
        return {}
    described = json.loads(path.read_text(encoding="utf-8"))["methods"]
    return {name.lower(): method for name, method in described.items()}


def complaints(method: str, parameters: dict[str, str]) -> list[str]:
    """Say what is wrong with a request: unknown method or parameter, missing or malformed one."""
    known = methods()
    if not known:
        return []
    if method.lower() not in known:
        return [f"{method}: no such method"]
    fields = {field["name"]: field for field in known[method.lower()].get("fields", [])}
    found = [f"{method}: unknown parameter {name}" for name in parameters if name not in fields]
    for name, field in fields.items():
        if name not in parameters:
            found += [f"{method}: {name} is missing"] if field["required"] else []
        elif not any(_fits(parameters[name], kind) for kind in field["types"]):
            found.append(f"{method}: {name} is no {' or '.join(field['types'])}")
    return found


def _fits(value: str, kind: str) -> bool:
    if kind == "String":
        return True
    try:
        read = json.loads(value)
    except ValueError:
        return False
    if kind.startswith("Array of"):
        return isinstance(read, list)
    if kind in {"Integer", "Boolean"}:
        return isinstance(read, bool) == (kind == "Boolean") and isinstance(read, int)
    return isinstance(read, int | float if kind == "Float" else dict)
