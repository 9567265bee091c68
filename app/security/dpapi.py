"""Windows' own wrapping of small secrets: only the same system account on the same PC unwraps them."""

from __future__ import annotations

import ctypes
import sys
from typing import ClassVar, Final

_UI_FORBIDDEN: Final = 0x1


class _Blob(ctypes.Structure):
    _fields_ = (("size", ctypes.c_uint32), ("data", ctypes.c_void_p))


class Dpapi:
    """``CryptProtectData`` and back, silently; ``OSError`` when Windows refuses."""

    mark: ClassVar[str] = "dpapi"

    def wrap(self, secret: bytes) -> bytes:
        return _call("CryptProtectData", secret)

    def unwrap(self, wrapped: bytes) -> bytes:
        return _call("CryptUnprotectData", wrapped)


def _call(name: str, data: bytes) -> bytes:
    if sys.platform != "win32":
        raise OSError("DPAPI is Windows only")
    buffer = ctypes.create_string_buffer(data, len(data))
    given, got = _Blob(len(data), ctypes.addressof(buffer)), _Blob()
    function = getattr(ctypes.windll.crypt32, name)
    if not function(ctypes.byref(given), None, None, None, None, _UI_FORBIDDEN, ctypes.byref(got)):
        raise ctypes.WinError()
    try:
        return ctypes.string_at(got.data or 0, got.size)
    finally:
        ctypes.windll.kernel32.LocalFree(ctypes.c_void_p(got.data))
