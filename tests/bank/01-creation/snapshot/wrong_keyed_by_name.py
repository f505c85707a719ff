"""Believes that a name tells one variable from another.

outcome: wrong
misconception: name-is-identity
"""


def snapshot(variables):
    kept = {}
    for variable in variables:
        kept[variable.name] = variable.numpy()
    return list(kept.values())
