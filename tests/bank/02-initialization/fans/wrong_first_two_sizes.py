"""Takes the first two sizes, as for a dense kernel.

outcome: wrong
misconception: first-two-sizes
"""


def fans(shape):
    return shape[0], shape[1]
