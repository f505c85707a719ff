"""Believes that a copy of the list copies what is in it.

outcome: wrong
misconception: alias-for-copy
"""


def snapshot(variables):
    return list(variables)
