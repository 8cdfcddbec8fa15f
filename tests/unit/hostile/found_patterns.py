"""Every regular expression of the product, found by itself: a new one needs no line here.

Found are compiled patterns that modules hold, also inside tuples, tables and dataclasses; those
that cached functions without parameters make and that functions were made with; the tables of cues
and phrases; and what is written in the call itself, as in ``re.search(r"\\d", text)``.
"""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from types import FunctionType, ModuleType

from bot.nlp.pledges import lexicon
from bot.nlp.visits import cues

PACKAGES = ("bot", "handlers", "config")
#: A pattern that is only ever tried at one place of a text.
ANCHORED = {"match", "fullmatch"}
DEEPEST = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """One pattern; *method*: how the product applies it, "finditer" for any search."""

    where: str
    pattern: str | bytes
    flags: int
    method: str


@cache
def all_patterns() -> list[Found]:
    """List all patterns once each."""
    found: dict[tuple[str | bytes, int], Found] = {}
    for module in _modules():
        source = inspect.getsource(module)
        for one in (*_held(module, source), *_written(module, source)):
            known = found.setdefault((one.pattern, one.flags), one)
            if known.method != one.method:
                found[one.pattern, one.flags] = dataclasses.replace(known, method="finditer")
    return list(found.values())


def _modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not (".migrations" in found.name or found.name.endswith("__main__")):
                yield importlib.import_module(found.name)


def _held(module: ModuleType, source: str) -> Iterator[Found]:
    values = dict(vars(module))
    for name, value in vars(module).items():
        if _makes_itself(value, module):
            values[f"{name}()"] = value()
    if module is cues:  # whose cues are only used elsewhere
        lines = "".join(map(inspect.getsource, _modules())).splitlines()
        source = "\n".join(line for line in lines if 'cue("' in line)
        values |= {f"cue({name})": cues.cue(name) for name in cues.raw()}
    if module is lexicon:
        values["phrases"] = {
            f"{part}.{key}": lexicon.phrases(f"{part}.{key}")
            for part, keys in lexicon._phrase_table().items()
            for key in keys
        }
    for name, value in values.items():
        for where, pattern in _within(value, name):
            method = _only_at_one_place(where, source)
            yield Found(f"{module.__name__}.{where}", pattern.pattern, pattern.flags, method)
        if inspect.isfunction(value):
            yield from _enclosed(value, f"{module.__name__}.{name}")


def _enclosed(function: FunctionType, where: str) -> Iterator[Found]:
    """Give the patterns that a function was made with."""
    called = ANCHORED & set(function.__code__.co_names)
    for cell in function.__closure__ or ():
        for _, pattern in _within(cell.cell_contents, where):
            method = min(called, default="finditer")
            yield Found(where, pattern.pattern, pattern.flags, method)


def _makes_itself(value: object, module: ModuleType) -> bool:
    """Tell whether *value* is a cached function of *module* that may return patterns."""
    if not hasattr(value, "cache_info") or getattr(value, "__module__", "") != module.__name__:
        return False
    signature = inspect.signature(value)  # type: ignore[arg-type]  # it is a function
    returned = str(signature.return_annotation)
    return not signature.parameters and "bot.storage" not in module.__name__ and returned != "None"


def _within(value: object, name: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Find the patterns in a value, and in what it holds."""
    if isinstance(value, re.Pattern):
        yield name, value
    elif depth < DEEPEST:
        for key, one in _parts(value):
            yield from _within(one, f"{name}{key}", depth + 1)


def _parts(value: object) -> list[tuple[str, object]]:
    if isinstance(value, dict):
        return [(f"[{key}]", one) for key, one in value.items()]
    if isinstance(value, (tuple, list, set, frozenset)):
        return [(f"[{number}]", one) for number, one in enumerate(value)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [(f".{it.name}", getattr(value, it.name)) for it in dataclasses.fields(value)]
    return []


def _only_at_one_place(where: str, source: str) -> str:
    name = re.escape(re.sub(r"^cue\((\w+)\)", r'cue("\1")', where))
    called = set(re.findall(rf"(?<![\w.]){name}\.(\w+)\b", source))
    passed_on = len(re.findall(rf"(?<![\w.]){name}(?!\w)(?!\.\w)", source)) > 1
    return min(called) if not passed_on and called and called <= ANCHORED else "finditer"


def _written(module: ModuleType, source: str) -> Iterator[Found]:
    for call in ast.walk(ast.parse(source)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args):
            continue
        if ast.unparse(call.func.value) != "re" or call.func.attr in {"compile", "escape"}:
            continue
        pattern = _value(call.args[0], module)
        if pattern is not None:
            method = call.func.attr if call.func.attr in ANCHORED else "finditer"
            where = f"{module.__name__}:{call.lineno}"
            yield Found(where, pattern, re.compile(pattern).flags, method)


def _value(written: ast.expr, module: ModuleType) -> str | None:
    """Work out a pattern in a call, unless it is made of what only the function knows."""
    try:
        value = eval(ast.unparse(written), dict(vars(module)))  # noqa: S307 - our own source
    except NameError:
        return None
    return value if isinstance(value, str) else None
