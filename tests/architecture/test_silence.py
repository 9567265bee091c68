"""The guards of `tests/conftest.py` themselves: what they let through and what they do not."""

from __future__ import annotations

import logging
import os
import socket
from pathlib import Path

import pytest

from tests.conftest import Logs

OUTSIDE = ("192.0.2.1", 9)  # set aside for documents: nobody is there


def test_an_expected_record_passes(logs: Logs):
    logging.getLogger("anything").warning("the disk is nearly full")
    logs.expect("nearly full")
    assert logs.records == []


def test_expecting_what_was_not_said_fails(logs: Logs):
    with pytest.raises(pytest.fail.Exception, match="not logged"):
        logs.expect("nearly full")


def test_a_socket_is_not_opened():
    with socket.socket() as one, pytest.raises(pytest.fail.Exception, match="opened a socket"):
        one.connect(OUTSIDE)


@pytest.mark.loopback
def test_loopback_does_not_lead_outside():
    with socket.socket() as one, pytest.raises(pytest.fail.Exception, match="opened a socket"):
        one.connect(OUTSIDE)


@pytest.mark.loopback
def test_loopback_reaches_this_machine():
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())


def test_home_is_an_empty_folder(empty_home: Path):
    assert Path.home() == empty_home
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
