"""Help with an exercise: hints that ask before they tell, and the solution after an attempt.

Hints lie beside the notebook, in ``hints.toml``: nbgrader releases them with it. Solutions lie
in ``source/`` and nowhere else, so only someone who has the whole course can see them.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from IPython.display import Markdown

from autograder.notebook import session
from autograder.verdict import Outcome

HINTS_FILE = "hints.toml"
_given: dict[str, int] = {}


def hint(exercise: str, step: int | None = None) -> Markdown:
    """The next hint for ``exercise``: the first call asks, the second points, the third shows.

    Args:
        exercise: its name, as in ``check.score(...)``.
        step: 1, 2 or 3 for a certain hint; None for the next one.
    """
    path = Path(HINTS_FILE)
    if not path.exists():
        return Markdown(f"No hints at hand: `{HINTS_FILE}` belongs beside this notebook.")
    steps = tomllib.loads(path.read_text(encoding="utf-8"))
    if exercise not in steps:
        return Markdown(f"There is no exercise `{exercise}` here. There are: `{'`, `'.join(steps)}`.")
    hints = steps[exercise]
    if step is None:
        step = min(_given.get(exercise, 0) + 1, len(hints))
        _given[exercise] = step
    if not 1 <= step <= len(hints):
        return Markdown(f"`{exercise}` has hints 1 to {len(hints)}.")
    return Markdown(f"**Hint {step} of {len(hints)}.** {hints[step - 1].strip()}")


def solution(exercise: str) -> Markdown:
    """A solution of ``exercise``, once it was attempted, where the course's ``source/`` is at hand."""
    verdict = session.verdicts.get(exercise)
    if verdict is None or verdict.outcome is Outcome.NOT_ATTEMPTED:
        return Markdown(f"Try `{exercise}` first and run its check; then ask again. `hint('{exercise}')` helps.")
    code = find_solution(Path.cwd(), exercise)
    if code is None:
        return Markdown("The solutions are in the course's `source/` folder, which is not at hand here.")
    return Markdown(f"One solution of `{exercise}`:\n\n```python\n{code}\n```")


def find_solution(folder: Path, exercise: str) -> str | None:
    """Code of the solution cell before the tests of ``exercise``, from ``source/`` above
    ``folder``; None if it is not there."""
    for parent in folder.parents:
        for notebook in sorted((parent / "source" / folder.name).glob("*.ipynb")):
            code = None
            for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
                metadata = cell["metadata"].get("nbgrader", {})
                if metadata.get("grade_id") == f"{exercise}-tests":
                    return code
                if metadata.get("solution"):
                    lines = "".join(cell["source"]).splitlines()
                    code = "\n".join(line for line in lines if not line.strip().startswith("### "))
    return None
