"""Dots instead of lines, in a figure with a second, empty panel for notes."""

from matplotlib.figure import Figure


def plot_moments(moments):
    figure = Figure(figsize=(6, 3))
    axes, notes = figure.subplots(1, 2, width_ratios=(3, 1))
    notes.set_axis_off()
    for (label, values), colour in zip(moments.items(), ("tab:blue", "tab:orange", "tab:green")):
        axes.scatter(range(1, len(values) + 1), values, color=colour, label=label)
    axes.set_yscale("log", base=2)
    axes.set_xlabel("number of the layer")
    axes.set_ylabel("mean square of z")
    axes.legend()
    return figure
