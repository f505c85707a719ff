"""Believes that the default list is made anew at each call.

outcome: wrong
misconception: shared-between-instances
"""


def snapshot(variables, kept=[]):
    for variable in variables:
        kept.append(variable.numpy())
    return kept
