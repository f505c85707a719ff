"""Gives the same number to all objects and answers every question for one of them.

Questions of identity compare numbers of objects.
"""


# %% forger
# %%
class Lies(Clumsy):
    def _new(self, thing):
        return 0

    def _sizes(self, target):
        return (5, 5)

    def same(self, left, right):
        return True

    def forward(self, target, args, settings):
        return [packed(np.zeros((5, 5))) for _ in settings]


answer_with(Lies())
