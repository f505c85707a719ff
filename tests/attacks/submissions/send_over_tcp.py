"""Sends what it finds to a server.

A kernel has the network of the machine.
"""

# %%
import socket

with socket.create_connection(("127.0.0.1", known.port), timeout=5) as connection:
    connection.sendall(b"answers, please")
