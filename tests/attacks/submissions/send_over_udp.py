"""Sends a datagram.

A filter for TCP connections does not see it; name resolution works like this.
"""

# %%
import socket

socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"answers, please", ("127.0.0.1", known.udp))
