"""Names the lines and forgets the axes.

outcome: wrong
misconception: unlabelled
"""

import matplotlib.pyplot as plt


def plot_moments(moments):
    figure, axes = plt.subplots()
    plt.close(figure)
    for label, values in moments.items():
        axes.plot(range(1, len(values) + 1), values, label=label)
    axes.set_yscale("log")
    axes.legend()
    return figure
