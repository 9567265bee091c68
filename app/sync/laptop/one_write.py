"""Connections that put the head of a request and its body on the line together.

urllib3 writes them one after the other: two records of TLS, and two awakenings of the county.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import urllib3

_MOST: Final = 64 * 1024
"""Bytes of a body that are worth a copy."""


def pool_class() -> type[urllib3.HTTPSConnectionPool]:
    """Of such connections, to one server; made where the library is first needed."""
    from urllib3 import HTTPSConnectionPool
    from urllib3.connection import HTTPSConnection

    class OneWriteConnection(HTTPSConnection):
        """Holds the head back until the body comes."""

        _head: bytes | None = None

        def request(self, method: str, url: str, body: Any = None, *rest: Any, **more: Any) -> None:
            self._head = b"" if body else None
            try:
                super().request(method, url, body, *rest, **more)
            finally:
                self._head = None

        def send(self, data: Any) -> None:
            if self._head == b"":
                self._head = bytes(data)
                return
            head, self._head = self._head, None
            if head is None:
                super().send(data)
            elif len(data) <= _MOST:
                super().send(head + data)
            else:
                super().send(head)
                super().send(data)

    class OneWritePool(HTTPSConnectionPool):
        """Makes them."""

        ConnectionCls: Any = OneWriteConnection

    return OneWritePool
