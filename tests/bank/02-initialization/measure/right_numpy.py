"""NumPy all the way, with a function for each name."""


def measure(kernels, activation, x):
    phi = {"linear": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    hidden, found = np.asarray(x), []
    for kernel in kernels:
        z = hidden @ np.asarray(kernel)
        found.append(float(np.square(z).mean()))
        hidden = phi(z)
    return found
