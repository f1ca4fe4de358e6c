"""Where memory sticks are, as the system's own table tells."""

from __future__ import annotations

from pathlib import Path

from fieldtool.storage import drives

MOUNTS = r"""
sysfs /sys sysfs rw,nosuid 0 0
/dev/sda2 / ext4 rw,relatime 0 0
/dev/sdb1 /media/fariba/CLTS\040HERAT vfat rw,nosuid,nodev 0 0
/dev/sdc1 /run/media/zahra/USB exfat rw 0 0
tmpfs /media/tmp tmpfs rw 0 0
/dev/sdd1 /mnt/stick vfat rw 0 0
/dev/sde1 /mntelsewhere ext4 rw 0 0
broken line
"""


def test_what_was_plugged_in_is_found_with_spaces_in_its_name() -> None:
    assert drives.of_mounts(MOUNTS) == (
        Path("/media/fariba/CLTS HERAT"),
        Path("/mnt/stick"),
        Path("/run/media/zahra/USB"),
    )


def test_a_computer_without_sticks_has_none() -> None:
    assert drives.of_mounts("") == ()
    assert all(isinstance(place, Path) for place in drives.removable())
