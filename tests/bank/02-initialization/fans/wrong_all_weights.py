"""Counts all weights of the kernel on the way in.

outcome: wrong
misconception: none
"""


def fans(shape):
    return int(np.prod(shape)), shape[-1]
