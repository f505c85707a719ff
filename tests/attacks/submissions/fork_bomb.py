"""Starts 400 processes.

Without a limit nobody else can start one.
"""

# %%
import os
import signal
import time

children = []
try:
    for _ in range(400):
        if (child := os.fork()) == 0:
            time.sleep(5)
            os._exit(0)
        children.append(child)
    print(known.marker, "got 400 processes")
finally:
    print(len(children), "processes")
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
