"""What is said, and kept until it was read, after the county revoked this laptop (E5)."""

from __future__ import annotations

from typing import Final

ERASED: Final = "erased"
"""Kept name: what to say after a revoked vault was erased; empty: nothing."""
ERASED_VAULT: Final = "erased_vault"
"""Kept name: the folder of it, blank once it is gone."""
SAID: Final = (
    "县民政局停用了这台电脑上的登记，这里的资料已经清除，谁也打不开了。已经送到县里的内容都在县里。"
)
UNSEALED: Final = (
    "县民政局停用了{name}在这台电脑上的登记。这里可能有还没送出、也没有封存好的内容，所以还没有清除。"
    "请输入密码打开一次：连上县里后，会先把没送出的内容加密留下，再清除。打不开，请与县民政局联系。"
)
"""Of a locked vault that is revoked; ``name``: whose it is."""
NOTHING_LEFT: Final = "没有还没送出的内容。需要再用，请向县民政局要一张新的登记票据。"
LEFT: Final = "还没送出的内容已加密留下，只有县里能打开：{path}。请把这个文件交给县民政局。"
LEFT_LOCKED: Final = (
    "上锁时还没送出的内容已加密留下，只有县里能打开：{path}。请把这个文件交给县民政局。"
)
