"""Displays 20,000 small figures' worth of HTML, each harmless.

A limit for one output does not limit their number.
"""

# %%
from IPython.display import HTML, display

for i in range(20_000):
    display(HTML("<p>" + "q" * 500 + "</p>"))
