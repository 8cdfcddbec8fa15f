"""``make audit``: asks for known weaknesses of what is locked, and says how much it could learn.

Needs the network. Without it nothing is known, which is said and is no failure; a weakness is one.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

_EXPORT = ("export", "--frozen", "--quiet", "--no-emit-project", "--format", "requirements-txt")
_AUDIT = ("tool", "run", "pip-audit", "--disable-pip", "--require-hashes", "--format", "json")
_PATIENCE = 300


def judged(report: dict[str, Any]) -> tuple[list[str], int]:
    """Give what to say of pip-audit's *report*, and the exit code."""
    packages = report["dependencies"]
    asked = [package for package in packages if "skip_reason" not in package]
    weak = [
        f"{package['name']} {package['version']}: {weakness['id']}, "
        f"mended in {', '.join(weakness['fix_versions']) or 'no version yet'}"
        for package in asked
        for weakness in package["vulns"]
    ]
    said = f"audit: {len(asked)} of {len(packages)} packages looked up, {len(weak)} weaknesses"
    if len(asked) < len(packages):
        said += "; NOTHING IS KNOWN of the others: the database of weaknesses was not to be had"
    return [*weak, said], 1 if weak else 0


def main() -> int:
    """Run the audit; gives the exit code."""
    uv = Path(sys.executable).parent / "uv"
    with tempfile.TemporaryDirectory() as folder:
        locked = Path(folder) / "locked.txt"
        with locked.open("w", encoding="utf-8") as out:
            subprocess.run([uv, *_EXPORT], stdout=out, check=True)
        try:
            done = subprocess.run(
                [uv, *_AUDIT, "--requirement", locked],
                capture_output=True,
                text=True,
                timeout=_PATIENCE,
                check=False,
            )
            lines, code = judged(json.loads(done.stdout))
        except (ValueError, subprocess.TimeoutExpired):
            lines, code = ["audit: NOT DONE: the database of weaknesses cannot be reached"], 0
    sys.stdout.write("\n".join(lines) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
