"""Draws lines without labels: believes that colours are enough.

outcome: wrong
misconception: unlabelled
"""

import matplotlib.pyplot as plt


def plot_moments(moments):
    figure, axes = plt.subplots()
    plt.close(figure)
    for label, values in moments.items():
        axes.plot(range(1, len(values) + 1), values)
    axes.set(yscale="log", xlabel="layer", ylabel="mean of z²")
    return figure
