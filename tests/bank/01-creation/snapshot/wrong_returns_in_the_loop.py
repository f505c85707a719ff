"""Returns from inside the loop, after the first variable.

outcome: wrong
misconception: none
"""


def snapshot(variables):
    kept = []
    for variable in variables:
        kept.append(variable.numpy())
        return kept
