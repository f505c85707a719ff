"""Multiplies the first two sizes in every case, and so a dense kernel's twice.

outcome: wrong
misconception: none
"""


def fans(shape):
    window = shape[0] * shape[1]
    return window * shape[-2], window * shape[-1]
