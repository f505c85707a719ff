"""Counts the window on the way out only.

outcome: wrong
misconception: window-for-fan-out-only
"""


def fans(shape):
    window = int(np.prod(shape[:-2]))
    return shape[-2], window * shape[-1]
