"""Counts channels only.

outcome: wrong
misconception: receptive-field-left-out
"""


def fans(shape):
    return shape[-2], shape[-1]
