"""Where a vault may not be."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from app.errors import Refused
from app.security.places import cloud_of, is_network, read_mounts, refuse_place

MOUNTS = r"""/dev/sda1 / ext4 rw 0 0
server:/srv /srv/office nfs4 rw 0 0
//pc/share /mnt/my\040share cifs rw 0 0
me@host: /mnt/ssh fuse.sshfs rw 0 0
/dev/sdb1 /media/usb fuseblk rw 0 0
/dev/sdc1 /media/win fuse.ntfs-3g rw 0 0
overlay /mnt/box fuse.fuse-overlayfs rw 0 0
server:/x /mnt/over nfs rw 0 0
/dev/sdd1 /mnt/over ext4 rw 0 0
nonsense
""".split("\n")


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\li\OneDrive\文档\入户通",
        r"C:\Users\li\OneDrive - 垫江县民政局\入户通",
        r"D:\我的坚果云\入户通",
        r"D:\Nutstore\入户通",
        r"D:\BaiduSyncdisk\a",
        r"D:\百度网盘\a",
        r"D:\百度网盘同步空间\a",
        r"D:\百度云同步盘\a",
        r"D:\WPS云盘\a",
        r"D:\阿里云盘\a",
        r"C:\Users\li\Dropbox (Personal)\a",
        r"G:\My Drive\a",
        r"D:\企业微信微盘\a",
    ],
)
def test_a_synced_folder_is_known_by_its_name(path: str):
    assert cloud_of(PureWindowsPath(path))


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\li\AppData\Local\ruhu\vaults\甲",
        r"D:\入户通",
        r"D:\民政\OneDriver备份说明\a",
        r"D:\坚果云安装包\a",
        r"D:\百度\a",
    ],
)
def test_an_ordinary_folder_is_left_alone(path: str):
    assert cloud_of(PureWindowsPath(path)) is None


def test_a_synced_folder_is_known_by_its_mark(tmp_path: Path):
    (tmp_path / "synced").mkdir()
    (tmp_path / "synced" / ".stfolder").mkdir()
    with pytest.raises(Refused, match="同步走") as caught:
        refuse_place(tmp_path / "synced" / "new" / "甲", mounts=MOUNTS)
    assert caught.value.code == "place_synced"


@pytest.mark.parametrize(
    ("path", "is_remote"),
    [
        ("/srv/li/vault", False),
        ("/srv/office/vault", True),
        ("/srv/officer/vault", False),
        ("/mnt/my share/vault", True),
        ("/mnt/ssh/vault", True),
        ("/media/usb/vault", False),
        ("/media/win/vault", False),
        ("/mnt/box/vault", False),
        ("/mnt/over/vault", False),  # what is mounted last covers what was there
    ],
)
def test_the_innermost_mount_says_whether_it_is_a_network_drive(path: str, is_remote: bool):
    assert is_network(PurePosixPath(path), MOUNTS) is is_remote


def test_a_share_of_windows_is_a_network_drive():
    assert is_network(PureWindowsPath(r"\\server\share\vault"), [])


def test_a_network_drive_is_refused_through_a_link_too(tmp_path: Path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    mounts = ["/dev/sda1 / ext4 rw 0 0", f"server:/x {real} nfs rw 0 0"]
    with pytest.raises(Refused, match="网络盘") as caught:
        refuse_place(link / "甲", mounts=mounts)
    assert caught.value.code == "place_network"


def test_this_machine_lets_a_vault_be_in_a_folder_of_its_own_disk(tmp_path: Path):
    assert read_mounts()
    refuse_place(tmp_path / "甲")
