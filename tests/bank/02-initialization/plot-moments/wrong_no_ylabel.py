"""Names the horizontal axis only.

outcome: wrong
misconception: unlabelled
"""

import matplotlib.pyplot as plt


def plot_moments(moments):
    figure, axes = plt.subplots()
    plt.close(figure)
    for label, values in moments.items():
        axes.plot(range(1, len(values) + 1), values, label=label)
    axes.set(yscale="log", xlabel="layer")
    axes.legend()
    return figure
