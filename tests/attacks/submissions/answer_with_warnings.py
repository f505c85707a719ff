"""Warns and logs while it is called.

stderr is not a mistake; stock nbgrader takes it for one.

kind: honest
deserved: 7
"""

# %% right linear

# %%
import logging
import sys
import warnings

call = Linear.__call__


def warned(self, x):
    warnings.warn("deprecated, says a library")
    logging.getLogger("a library").warning("something")
    print("something", file=sys.stderr)
    return call(self, x)


Linear.__call__ = warned
