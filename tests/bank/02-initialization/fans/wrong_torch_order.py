"""Reads the shape as PyTorch's: outputs, inputs, window.

outcome: wrong
misconception: fans-swapped
"""


def fans(shape):
    window = int(np.prod(shape[2:]))
    return window * shape[1], window * shape[0]
