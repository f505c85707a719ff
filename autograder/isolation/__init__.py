"""Student code runs isolated: it sees its own copy of the submission, Python and the libraries, and nothing else.

``enter`` isolates a process that is about to run such code, as ``policy`` says; ``python -m autograder.isolation
POLICY COMMAND ARGUMENT...``, with a policy as JSON, does it for a command. Two modes, the better one that works here:

* *namespaces*: a root of its own (``mounts``), and no network, processes or users to be seen but its own;
* *landlock*, where those are forbidden, as in many containers: an allow-list of files (``landlock``).

In both, ``seccomp`` refuses system calls, ``privileges`` takes away capabilities and sets resource limits,
and ``guard``, a process outside, watches memory (by ``usage``), processes, time and disk. ``attempts`` tries to break
out, and ``examination`` says which mode holds. Linux only, and the standard library only.
"""

from autograder.isolation.entry import enter
from autograder.isolation.examination import Probe, examine, mode
from autograder.isolation.guard import limit_of
from autograder.isolation.policy import FOLDERS, NoIsolation, Policy, command, environment

__all__ = [
    "FOLDERS",
    "NoIsolation",
    "Policy",
    "Probe",
    "command",
    "enter",
    "environment",
    "examine",
    "limit_of",
    "mode",
]
