"""Talks to a service on the machine over its socket file.

Docker's, for example. Filters for the network do not see it.
"""

# %%
import socket

with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(known.socket)
    connection.sendall(b"start a container, please")
