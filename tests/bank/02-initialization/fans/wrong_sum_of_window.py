"""Adds the sides of the window up.

outcome: wrong
misconception: window-added-up
"""


def fans(shape):
    window = sum(shape[:-2]) or 1
    return window * shape[-2], window * shape[-1]
