"""Computes in sixteen threads.

A limit on processes counts threads, too, and must leave room for them.

kind: honest
deserved: 7
"""

# %% linear
import threading
from concurrent.futures import ThreadPoolExecutor

import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return x @ self.w + self.b


with ThreadPoolExecutor(16) as pool:
    assert sum(pool.map(lambda i: i * i, range(100))) == 328350
event = threading.Event()
thread = threading.Thread(target=event.wait, daemon=True)
thread.start()
event.set()
