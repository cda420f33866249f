"""A file system of its own, small and real: it can be filled, it can fail as a broken disk does, and be repaired.

Mounting takes root, a loop device and ext4. Where one of them is missing, a proof is skipped and says so.
"""

import errno
import subprocess
from pathlib import Path

import pytest

SIZE = 32 * 2**20


class SmallDisk:
    """Mounted at `place`. Skips the test where that is not possible."""

    def __init__(self, folder: Path) -> None:
        self.place, self._image = folder / "disk", folder / "disk.img"
        self.place.mkdir()
        with self._image.open("wb") as image:
            image.truncate(SIZE)
        try:
            _run("mkfs.ext4", "-q", "-m", "0", str(self._image))
            self._mount()
        except (OSError, subprocess.CalledProcessError) as error:
            why = str(getattr(error, "stderr", "") or error).strip()
            pytest.skip(f"no disk of its own, since a file system can't be mounted here: {why}")

    def _mount(self) -> None:
        _run("mount", "-o", "loop,errors=remount-ro", str(self._image), str(self.place))

    @property
    def _filler(self) -> Path:
        return self.place / "filler"

    def fill(self) -> None:
        """To the last byte, as another program would."""
        with self._filler.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        self._filler.unlink()

    def fail(self) -> None:
        """The kernel is told of a fault of the disk, and makes it read-only under the files that are open."""
        device = Path(_run("findmnt", "-no", "SOURCE", str(self.place)).strip()).name
        fault = Path(f"/sys/fs/ext4/{device}/trigger_fs_error")
        if not fault.exists():
            pytest.skip("this kernel can't be told that a disk has failed")
        fault.write_text("1", encoding="ascii")

    def repair(self) -> None:
        """No file on it may be open."""
        _run("umount", str(self.place))
        subprocess.run(["e2fsck", "-fy", str(self._image)], capture_output=True, check=False)  # 1: it was repaired
        self._mount()

    def close(self) -> None:
        _run("umount", str(self.place))


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
