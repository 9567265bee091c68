"""Where a vault may not be: a network drive or a folder that another program copies away (D11).

Locks and syncs mean nothing there: the database would be torn sooner or later, and a copy of it
would be in somebody's cloud.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import Final

from app.errors import Refused

_CLOUDS: Final[Mapping[str, str]] = {
    "OneDrive": r"onedrive( - .+)?|skydrive",
    "坚果云": r"(我的)?坚果云|nutstore( files)?",
    "百度网盘": r"百度(网盘|云|云盘|云同步盘)(同步空间)?|baidu(syncdisk|netdisk|yun|yundownload|disk)",
    "微云": r"微云(同步助手)?|weiyun(disk)?",
    "阿里云盘": r"阿里云盘|adrive|aliyundrive",
    "天翼云盘": r"天翼云(盘|同步盘)?|ecloud|189cloud",
    "和彩云": r"和彩云(网盘|同步盘)?|mcloud|移动云盘",
    "WPS云盘": r"wps ?云(盘|文档)|wps ?drive|wps cloud files",
    "115网盘": r"115(生活|网盘|同步盘)",
    "微盘": r"企业微信微盘|wedrive|腾讯微盘",
    "Dropbox": r"dropbox( \(.+\))?",
    "Google Drive": r"google ?drive|googledrive|my drive",
    "iCloud": r"icloud ?drive|com~apple~clouddocs|mobile documents",
    "群晖": r"群晖.*|synologydrive|cloudstation",
    "Nextcloud": r"nextcloud|owncloud",
    "Seafile": r"seafile|seadrive",
}

_MARKS: Final = (".dropbox", ".stfolder", ".nutstore", ".nextcloudsync.log", ".owncloudsync.log")
"""Files by which a synced folder is known, whatever its name."""

_NETWORK: Final = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs ncpfs afs ceph glusterfs lustre davfs afpfs beegfs".split()
)
_LOCAL_FUSE: Final = frozenset("fuse.ntfs-3g fuse.exfat fuse.fuse-overlayfs".split())
"""Disks of this machine that Linux happens to reach through FUSE (``fuseblk`` is another)."""

_DRIVE_REMOTE: Final = 4


def refuse_place(folder: Path, *, mounts: Iterable[str] | None = None) -> None:
    """``Refused`` when a vault must not be in ``folder``. ``mounts`` are lines of /proc/mounts."""
    place = _resolved(folder)
    if cloud := cloud_of(place):
        raise Refused(
            f"这个位置会被{cloud}同步走，保险柜放在这里会损坏、会外泄。"
            "请换一个本机文件夹，例如默认位置或 D 盘上新建的文件夹。",
            code="place_synced",
            cloud=cloud,
        )
    if is_network(place, read_mounts() if mounts is None else mounts):
        raise Refused(
            "这个位置在网络盘上，断网或断电时保险柜会损坏。请换一个本机硬盘上的文件夹。",
            code="place_network",
        )


def cloud_of(folder: PurePath) -> str | None:
    """The name of the program that copies ``folder`` away, as far as names and marks tell."""
    for part in folder.parts:
        for cloud, names in _CLOUDS.items():
            if re.fullmatch(names, part.strip(), re.IGNORECASE):
                return cloud
    if isinstance(folder, Path):
        for parent in folder.parents:
            if any((parent / mark).exists() for mark in _MARKS):
                return "网盘"
    return None


def is_network(folder: PurePath, mounts: Iterable[str]) -> bool:
    """Whether ``folder`` is on another machine."""
    if str(folder).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        return _is_remote_drive(folder)
    kind = _file_system(folder, mounts)
    return kind in _NETWORK or (kind.startswith("fuse.") and kind not in _LOCAL_FUSE)


def read_mounts() -> list[str]:
    """What is mounted where on this machine; nothing where the system does not say so."""
    try:
        return (
            Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        )
    except OSError:
        return []


def _file_system(folder: PurePath, mounts: Iterable[str]) -> str:
    """The file system of the innermost mount that ``folder`` is under; the latest one counts."""
    best, kind = -1, ""
    for line in mounts:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = PurePath(_unescaped(fields[1]))
        if len(point.parts) >= best and folder.is_relative_to(point):
            best, kind = len(point.parts), fields[2]
    return kind


def _unescaped(path: str) -> str:
    """A blank is ``\\040`` in /proc/mounts."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path)


def _resolved(folder: Path) -> Path:
    """The real place, links followed as far as there is something."""
    return Path(os.path.realpath(folder))


def _is_remote_drive(folder: PurePath) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    return ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _DRIVE_REMOTE
