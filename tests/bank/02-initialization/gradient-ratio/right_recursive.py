"""Calls itself for the layers behind the first one, with their q."""

STANDARD = tf.math.ndtri((np.arange(20_000) + 0.5) / 20_000).numpy()  # evenly spaced quantiles


def expectation(function, q):
    return np.mean(function(np.sqrt(q) * STANDARD))


SQUARES = {
    "linear": (lambda z: z**2, lambda z: 1.0),
    "relu": (lambda z: np.where(z > 0, z, 0) ** 2, lambda z: np.heaviside(z, 0.5)),
    "tanh": (lambda z: np.tanh(z) ** 2, lambda z: np.cosh(z) ** -4),
}


def gradient_ratio(activation, sigma2, layers, q=None):
    if layers == 1:
        return 1.0
    q = sigma2 if q is None else q
    square, slope_square = SQUARES[activation]
    chi = sigma2 * expectation(slope_square, q)
    return float(chi * gradient_ratio(activation, sigma2, layers - 1, sigma2 * expectation(square, q)))
