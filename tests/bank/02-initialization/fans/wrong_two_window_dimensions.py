"""Takes the two sizes before the channels for the whole window.

outcome: wrong
misconception: two-dimensions-only
"""


def fans(shape):
    window = int(np.prod(shape[-4:-2]))
    return window * shape[-2], window * shape[-1]
