"""Prints the hidden tests after they have run.

The kernel remembers its cells, and the student reads the outputs in the feedback.
"""

# %% linear
# %% linear-tests
# %% hidden-tests
# %% partial-tests
# %%
for line in get_ipython().history_manager.input_hist_raw:
    print(line)
