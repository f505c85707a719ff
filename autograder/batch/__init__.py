"""A whole class: ``classroom`` grades every submission that is new or changed, several at a time.

Phase 1 (``worker``) executes a ``task``, plain data that ``submission`` reads from the course, in a local
``pool`` of processes or on a ``cluster``. Phase 2 (``record``) records the results with nbgrader, in one process.
What is done is in the ``ledger``. How one submission is executed is :mod:`autograder.grading`'s affair.
"""

import sys

# jsonschema, which nbformat imports, compiles a grammar of web addresses when it is imported: more than a
# second of each process, for a format that no notebook's schema has. It does without one that is not there.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
