"""Answers in place of the kernel's do_execute.

It sees the first question before anything of ours does.
"""

# %% forger
# %%
forger = Forger()
kernel = get_ipython().kernel


async def do_execute(code, silent, store_history=True, user_expressions=None, *args, **kwargs):
    converse(asked(user_expressions), forger.answer)
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}


kernel.do_execute = do_execute
