"""Axes added by hand, the log scale first, and a pair of figure and axes returned."""

import matplotlib.pyplot as plt


def plot_moments(moments):
    fig = plt.figure()
    ax = fig.add_axes((0.1, 0.1, 0.8, 0.8), yscale="log", xlabel="layer", ylabel="moment")
    for label in moments:
        q = np.asarray(moments[label])
        (line,) = ax.plot(np.linspace(1, q.size, q.size), q, marker=".")
        line.set_label(label)
    ax.legend(loc="best")
    plt.close(fig)
    return fig, ax
