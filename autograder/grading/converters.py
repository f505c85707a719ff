"""nbgrader's converters, run as they are, with their reason where they fail."""

from __future__ import annotations

import io
import logging
import re

from nbgrader.converters.base import BaseConverter, NbGraderException

#: An exception that says that there is no space left, as a traceback in nbgrader's log ends. The log has
#: names of submitted files, too: one that says the same is a student's.
_FULL = re.compile(
    r"^OSError: \[Errno (?:28|122)\] [^:]*|^[\w.]*OperationalError: (?:\(sqlite3\.OperationalError\) )?"
    r"database or disk is full",
    re.MULTILINE,
)


class NotRecorded(Exception):
    """nbgrader could not record a submission; the message is its reason, in a line."""


class DiskFull(Exception):
    """Nothing more can be written."""


def run_converter(converter: BaseConverter) -> None:
    """Start one of nbgrader's converters; unlike nbgrader's own API it lets Ctrl-C pass."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("[%(levelname)s] %(message)s"))
    converter.log.addHandler(handler)
    try:
        converter.start()
    except NbGraderException as error:
        raise _refusal(written.getvalue() or str(error)) from error
    except Exception as error:  # what a converter does not catch: SQLAlchemy's errors for the most part
        raise _refusal(f"{written.getvalue()}\n{type(error).__name__}: {error}") from error
    finally:
        converter.log.removeHandler(handler)


def _refusal(log: str) -> Exception:
    found = _FULL.search(log)
    return DiskFull(found[0]) if found else NotRecorded(_reason(log))


def _reason(log: str) -> str:
    """Why nbgrader refused, in a line: the last line of a traceback, or its first error."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    raised = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Entry|Interrupt): ", line)]
    raised = [line for line in raised if not line.startswith("NbGraderException")] or raised
    errors = [line for line in lines if line.startswith("[ERROR]")]
    return (raised[-1:] or errors[:1] or lines[-1:] or ["no reason given"])[0][:200]
