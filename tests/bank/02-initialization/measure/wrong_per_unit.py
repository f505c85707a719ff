"""Takes the mean over the batch only: one number for each unit.

outcome: wrong
misconception: none
"""


def measure(kernels, activation, x):
    phi = keras.activations.get(activation)
    moments, hidden = [], x
    for kernel in kernels:
        z = hidden @ kernel
        moments.append(tf.reduce_mean(z**2, axis=0))
        hidden = phi(z)
    return moments
