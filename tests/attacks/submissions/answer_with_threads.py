"""Computes in sixteen threads.

A limit on processes counts threads, too, and must leave room for them.

kind: honest
deserved: 7
"""

# %% right linear

# %%
import threading
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(16) as pool:
    assert sum(pool.map(lambda i: i * i, range(100))) == 328350
event = threading.Event()
thread = threading.Thread(target=event.wait, daemon=True)
thread.start()
event.set()
