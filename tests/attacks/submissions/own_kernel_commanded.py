"""Connects to the kernel's own sockets with its key and shuts it down, while it says to be fine.

Address and key are in the connection file, whose name is in the kernel's command line.
"""

# %%
import json
import threading
from pathlib import Path

import jupyter_client
from ipykernel import get_connection_file

path = get_connection_file()
print(Path(path).read_text())


def command():
    client = jupyter_client.BlockingKernelClient(connection_file=path)
    client.load_connection_file()
    client.start_channels(hb=False)
    client.execute("import builtins; builtins.commanded = True")
    client.control_channel.send(client.session.msg("shutdown_request", {"restart": True}))


kernel = get_ipython().kernel
kernel.session.send(
    kernel.iopub_socket, "shutdown_reply", {"restart": True, "status": "ok"}, parent=kernel.get_parent()
)
threading.Timer(0.5, command).start()
