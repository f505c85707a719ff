"""Displays 30 MB of HTML in one message.

Limits that count lines of text do not see it.
"""

# %%
from IPython.display import HTML, display

display(HTML("<!--" + "z" * (30 * 2**20) + "-->"))
