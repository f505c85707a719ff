"""Goes through the columns one by one."""


def length(column):
    return tf.sqrt(tf.tensordot(column, column, 1))


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.random.truncated_normal([n_in, n_out]), name="v")
        self.g = tf.Variable(lambda: tf.stack([length(column) for column in tf.unstack(self.v, axis=1)]), name="g")

    def __call__(self, x):
        columns = tf.unstack(self.v, axis=1)
        return tf.stack(
            [tf.linalg.matvec(x, self.g[number] * column / length(column)) for number, column in enumerate(columns)],
            axis=1,
        )
