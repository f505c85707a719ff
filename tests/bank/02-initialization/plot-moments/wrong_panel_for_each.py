"""Draws every curve in a panel of its own.

outcome: wrong
misconception: none
"""

import matplotlib.pyplot as plt


def plot_moments(moments):
    figure, panels = plt.subplots(1, len(moments))
    plt.close(figure)
    for axes, (label, values) in zip(panels, moments.items()):
        axes.semilogy(range(1, len(values) + 1), values, label=label)
        axes.set(xlabel="layer", ylabel="mean of z²")
        axes.legend()
    return figure
