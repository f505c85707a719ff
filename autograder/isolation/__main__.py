"""Run a command isolated: ``python -m autograder.isolation POLICY COMMAND ARGUMENT...``, with the policy as JSON.

Run by its path it is lighter: then it does without what the package imports for notebooks, NumPy and its
threads, with which no process can be isolated.
"""

from __future__ import annotations

import json
import os
import sys
import types


def run(policy_json: str, *command: str) -> None:
    from autograder.isolation import NoIsolation, Policy, enter, environment

    policy = Policy(**json.loads(policy_json))
    variables = environment(policy)
    try:
        enter(policy)
    except NoIsolation as reason:
        sys.exit(f"not isolated, so not started: {reason}")
    if policy.site in sys.path:
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, [variables.get("PYTHONPATH"), policy.site]))
    os.execvpe(command[0], command, variables)


if __name__ == "__main__":
    if __package__:
        os.execv(sys.executable, [sys.executable, "-P", os.path.abspath(__file__), *sys.argv[1:]])
    package = types.ModuleType("autograder")
    package.__path__ = [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
    sys.modules["autograder"] = package
    if sys.argv[1] == "--examine":
        from autograder.isolation.examination import main

        main(*sys.argv[2:])
    else:
        run(*sys.argv[1:])
