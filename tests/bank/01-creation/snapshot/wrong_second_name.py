"""Believes that a second name keeps the old value.

outcome: wrong
misconception: alias-for-copy
"""


def snapshot(variables):
    kept = []
    for variable in variables:
        old = variable
        kept.append(old)
    return kept
