"""Draws into one figure, made once: the second call finds the lines of the first.

outcome: wrong
misconception: none
"""

import matplotlib.pyplot as plt

figure, axes = plt.subplots()


def plot_moments(moments):
    for label, values in moments.items():
        axes.plot(range(1, len(values) + 1), values, label=label)
    axes.set(yscale="log", xlabel="layer", ylabel="mean of z²")
    axes.legend()
    return figure
