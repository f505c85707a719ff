"""Believes that a generator holds the values that were there when it was made.

outcome: wrong
misconception: lazy-iterator
"""


def snapshot(variables):
    return (variable.numpy() for variable in variables)
