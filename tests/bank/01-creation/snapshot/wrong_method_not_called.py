"""Believes that `value` is an attribute of the variable.

outcome: wrong
misconception: method-not-called
"""


def snapshot(variables):
    return [variable.value for variable in variables]
