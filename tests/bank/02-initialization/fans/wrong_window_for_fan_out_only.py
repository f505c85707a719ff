"""Counts the window on the way out only.

outcome: wrong
misconception: none
"""


def fans(shape):
    window = int(np.prod(shape[:-2]))
    return shape[-2], window * shape[-1]
