"""Writes bytes that are no message onto the socket of outputs.

Parsing them may raise in the grader's process.
"""

# %%
kernel = get_ipython().kernel
kernel.iopub_socket.send_multipart([b"garbage"])
kernel.iopub_socket.send_multipart([b"<IDS|MSG>", b"", b"{}", b"{", b"\xff", b"["])
kernel.iopub_socket.send_multipart([b"<IDS|MSG>"] + [b"[" * 200_000] * 5)
