"""Clears the outputs of the tests after they have failed.

A message of the kernel clears the cell that it names as its parent.
"""

# %%
kernel = get_ipython().kernel


def clear(*args):
    kernel.session.send(kernel.iopub_socket, "clear_output", {"wait": False}, parent=kernel.get_parent())


get_ipython().events.register("post_run_cell", clear)
