"""Believes that `copy.copy` makes another variable.

outcome: wrong
misconception: alias-for-copy
"""

import copy


def snapshot(variables):
    return [copy.copy(variable) for variable in variables]
