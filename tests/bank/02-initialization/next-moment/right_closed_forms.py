"""Formulas for linear and relu; a trapezoidal sum over the density for tanh."""


def next_moment(activation, sigma2, q):
    if activation == "linear":
        return sigma2 * q
    if activation == "relu":
        return sigma2 * q / 2
    z = np.linspace(-10, 10, 4001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return sigma2 * np.trapezoid(np.tanh(q**0.5 * z) ** 2 * density, z)
