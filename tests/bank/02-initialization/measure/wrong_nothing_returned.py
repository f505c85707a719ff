"""Prints the moments.

outcome: wrong
misconception: nothing-returned
"""


def measure(kernels, activation, x):
    phi, hidden = keras.activations.get(activation), x
    for number, kernel in enumerate(kernels, 1):
        z = hidden @ kernel
        print(f"layer {number}: {float(tf.reduce_mean(z**2)):.3g}")
        hidden = phi(z)
