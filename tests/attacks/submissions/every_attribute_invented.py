"""Has whatever attribute is asked for, and each can be called, read and compared.

`__getattr__` is asked for everything that does not exist.
"""


# %% linear
class Invented:
    def __getattr__(self, name):
        return Invented()

    def __call__(self, *args, **kwargs):
        return Invented()

    def __getitem__(self, key):
        return Invented()

    def __len__(self):
        return 10**9

    def __iter__(self):
        while True:
            yield Invented()


Linear = Invented()
