"""Problems of files, disks and databases: FT-4xx."""

from __future__ import annotations

from fieldtool.problems.kinds import ProblemKind


class Storage:
    """The part of the catalogue whose numbers begin with 4."""

    DISK_FULL = ProblemKind(
        401,
        507,
        "The disk of %(place)s is full, so this was not saved. Everything shown as saved before is safe. Delete files you no longer need or empty the bin, then try again.",
    )
    DISK_FAILING = ProblemKind(
        402,
        507,
        "The disk of %(place)s could not be written, so this was not saved. Everything shown as saved before is safe. Check that the disk is not full or unplugged, then try again; if it happens again, send and call your coordinator.",
    )
    DISK_READ_ONLY = ProblemKind(
        403,
        507,
        "%(place)s can be read but not written, so this was not saved. Allow this user to write there, or take the write protection off, then try again.",
    )
    DATABASE_DAMAGED = ProblemKind(
        405,
        500,
        "The file %(place)s is damaged and was not opened, so that nothing gets worse. Do not delete it. Call your coordinator: what was sent is at the hub, the rest can often be rescued.",
    )
    DATABASE_BUSY = ProblemKind(
        406,
        503,
        "Another part of the program was writing to %(place)s for too long, so this was not saved. Try again in a moment.",
    )
    DATABASE_UNREACHABLE = ProblemKind(
        407,
        503,
        "The database %(place)s does not answer. Start it, or correct the setting “database”, then try again.",
    )
    DATABASE_NEWER = ProblemKind(
        408,
        500,
        "%(place)s was written by a newer version of fieldtool (%(found)s; this one knows %(known)s). Install the newer version; nothing was changed.",
    )
    FOLDER_IN_USE = ProblemKind(
        409,
        409,
        "Another fieldtool is already using the folder %(place)s. Use its window, or stop it first.",
    )
    PLACE_NOT_OPENED = ProblemKind(
        410,
        500,
        "%(place)s could not be opened. Check that the folder exists and that this user may read and write there.",
    )
    PROJECT_UNKNOWN = ProblemKind(
        411,
        404,
        "This project is not here yet. Connect to the hub once with “Send”, or enrol again.",
    )
    BLOB_NOT_HERE = ProblemKind(
        420,
        404,
        "This photo, recording or file is not on this computer yet. It comes with the next contact between laptop and hub.",
    )
    DATABASE_DAMAGED_BACKUP = ProblemKind(
        425,
        500,
        "The file %(place)s is damaged and was not opened, so that nothing gets worse. There is a good backup of %(made)s. Stop the program and type: fieldtool restore %(backup)s. Nothing is deleted by that.",
    )
    BACKUP_DAMAGED = ProblemKind(
        426,
        422,
        "The backup %(place)s is damaged or not complete, so nothing of it was used and nothing was changed. Choose another backup.",
    )
    BACKUP_NOT_FOUND = ProblemKind(
        427,
        404,
        "There is no backup in %(place)s. Give the folder of a backup, in which a file about.json lies, or the folder with all of them.",
    )
    BACKUP_OTHER = ProblemKind(
        428,
        409,
        "The backup %(place)s was made by another laptop or hub, so nothing of it was used and nothing was changed. Choose a backup of this one, or an empty data folder (--data).",
    )
    BACKUP_OF_SERVER = ProblemKind(
        429,
        409,
        "This hub keeps its data in PostgreSQL, which makes its own backups. Use pg_dump and pg_restore, and copy the folder of photos; docs/backup.md says how.",
    )
    BACKUP_WITHOUT_DATABASE = ProblemKind(
        430,
        404,
        "There is nothing to back up in %(place)s. Give the data folder of the laptop or hub with --data.",
    )
    STICK_NOT_HERE = ProblemKind(
        440,
        422,
        "There is no folder “%(place)s” on this computer. Put the stick in, wait a moment, and choose it from the list or write its whole path, such as %(windows)s or %(linux)s.",
    )
    STICK_TOO_FULL = ProblemKind(
        441,
        422,
        "%(place)s holds more than %(most)s parcels, so it was not read. Put those of this project into a folder of their own.",
    )
    STICK_FAILING = ProblemKind(
        442,
        507,
        "What was written to %(place)s could not be read back as it was. Nothing is lost here. Use another memory stick.",
    )
