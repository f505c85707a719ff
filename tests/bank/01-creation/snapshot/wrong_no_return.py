"""Believes that the list is there once it is filled, without a `return`.

outcome: wrong
misconception: nothing-returned
"""


def snapshot(variables):
    kept = [variable.numpy() for variable in variables]
