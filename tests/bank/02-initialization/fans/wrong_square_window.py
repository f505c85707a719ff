"""Believes that every window is a square.

outcome: wrong
misconception: none
"""


def fans(shape):
    window = shape[0] ** (len(shape) - 2)
    return window * shape[-2], window * shape[-1]
