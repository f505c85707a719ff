"""The polar factor U V of a normal matrix: whatever the shape, and no signs to mend."""


def orthogonal(shape, gain, seed):
    normal = np.random.default_rng(seed).normal(size=shape)
    u, _, v = np.linalg.svd(normal, full_matrices=False)
    return (gain * u @ v).astype("float32")
