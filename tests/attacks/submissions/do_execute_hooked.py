"""Answers in place of the kernel's do_execute.

It sees each request before anything of ours does.
"""

# %% forger
# %%
import ast
import re

forger = Forger()
kernel = get_ipython().kernel


async def do_execute(code, silent, store_history=True, user_expressions=None, *args, **kwargs):
    found = re.search(r"answer_in_kernel\((.*)\)\s*$", (user_expressions or {}).get("reply", ""), re.DOTALL)
    replies = {}
    if found:
        text = forger.answer(ast.literal_eval(found.group(1)))
        replies = {"reply": {"status": "ok", "data": {"text/plain": text}, "metadata": {}}}
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": replies}


kernel.do_execute = do_execute
