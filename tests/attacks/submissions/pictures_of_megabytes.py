"""Displays a picture of 20 MB in each of six cells; the answer is right.

Each is one message, and stock nbgrader keeps them all.

kind: careless
deserved: 7
"""

# %% right linear
# %%
import base64
from IPython.display import display

display({"image/png": base64.b64encode(bytes(15 * 2**20)).decode(), "text/plain": "p"}, raw=True)

# %%
import base64
from IPython.display import display

display({"image/png": base64.b64encode(bytes(15 * 2**20)).decode(), "text/plain": "p"}, raw=True)

# %%
import base64
from IPython.display import display

display({"image/png": base64.b64encode(bytes(15 * 2**20)).decode(), "text/plain": "p"}, raw=True)

# %%
import base64
from IPython.display import display

display({"image/png": base64.b64encode(bytes(15 * 2**20)).decode(), "text/plain": "p"}, raw=True)

# %%
import base64
from IPython.display import display

display({"image/png": base64.b64encode(bytes(15 * 2**20)).decode(), "text/plain": "p"}, raw=True)

# %%
import base64
from IPython.display import display

display({"image/png": base64.b64encode(bytes(15 * 2**20)).decode(), "text/plain": "p"}, raw=True)
