"""Believes that a variable can be the key of a dictionary.

outcome: broken
misconception: variable-as-key
"""


def snapshot(variables):
    kept = {variable: variable.numpy() for variable in variables}
    return [kept[variable] for variable in variables]
