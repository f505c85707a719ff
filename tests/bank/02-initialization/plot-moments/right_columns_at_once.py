"""One `plot` for a matrix with a column for each curve, and a list of labels."""

import matplotlib.pyplot as plt


def plot_moments(moments):
    values = np.array(list(moments.values())).T
    figure, axes = plt.subplots()
    axes.plot(np.arange(1, len(values) + 1), values, label=list(moments))
    axes.set(xlabel="layer", ylabel="q", yscale="log", title="Where the signal goes")
    figure.legend(loc="outside right")
    plt.close(figure)
    return figure
