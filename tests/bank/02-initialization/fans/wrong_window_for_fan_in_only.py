"""Believes that an output channel is what one input goes to.

outcome: wrong
misconception: window-for-fan-in-only
"""


def fans(shape):
    return int(np.prod(shape[:-1])), shape[-1]
