"""Puts the values into the list that it was given, in the belief that this is its own copy.

outcome: wrong
misconception: argument-changed
"""


def snapshot(variables):
    for i, variable in enumerate(variables):
        variables[i] = variable.numpy()
    return variables
