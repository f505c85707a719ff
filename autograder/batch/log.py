"""What is said in the terminal while a class is graded."""

from __future__ import annotations

import logging
import warnings


def quiet() -> None:
    """Keep nbgrader's log to itself: what matters of it comes back as :class:`~autograder.batch.record.NotRecorded`."""
    log = logging.getLogger("traitlets")
    log.propagate = False
    log.addHandler(logging.NullHandler())
    for module in ("nbgrader", "nbformat"):  # SQLAlchemy's, and about cells without an id
        warnings.filterwarnings("ignore", module=module)
