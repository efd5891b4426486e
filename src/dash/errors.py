"""Errors that say what is wrong and what to do next."""

import errno


class DashboardError(Exception):
    """Something the user can act on.

    Attributes:
        problem: What is wrong, in one plain sentence, never with a patient's values.
        fix: What to do next, in one plain sentence.
    """

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(f"{problem} {fix}")
        self.problem = problem
        self.fix = fix


class DatabaseMissingError(DashboardError):
    """There is no session database where one was expected."""


class DatabaseUnreadableError(DashboardError):
    """The session database exists but cannot be opened or read."""


class DatabaseOutdatedError(DatabaseUnreadableError):
    """The records are whole, but their derived facts were made by another version of the product."""


class DatabaseBusyError(DashboardError):
    """Another import is writing to the session database."""


class MadeUpRefusedError(DashboardError):
    """Made-up records were kept from a place where there are, or were, other ones."""


class NothingToUndoError(DashboardError):
    """There is no import to take back, or not the one that was meant."""


class UnreadableSourceError(DashboardError):
    """Nothing in a file or folder can be imported."""


class VocabularyError(DashboardError):
    """A vocabulary or rule file contradicts itself."""


class ClinicSettingsError(DashboardError):
    """The clinic's own file of thresholds and plans cannot be followed."""


class QuestionError(DashboardError):
    """A question was asked with an argument it does not understand."""


class JournalError(DashboardError):
    """A decision could not be recorded in the journal, or the journal could not be read."""


class JournalDamagedError(JournalError):
    """The journal's file cannot be read as a journal."""


_REMEDIES = {
    errno.ENOSPC: "Free some space on that disk and try again.",
    errno.EDQUOT: "Your share of that disk is used up: free some space and try again.",
    errno.EACCES: "You have no right to it: check the access rights, or use another place.",
    errno.EPERM: "You have no right to it: check the access rights, or use another place.",
    errno.EROFS: "That disk cannot be written to: use another place.",
    errno.ENAMETOOLONG: "Use a shorter name and path.",
    errno.EIO: "The disk or network drive does not answer as it should: check it, and the file on it.",
    errno.ENOENT: "Check that the file and its folder are still there, and the spelling of the path.",
    errno.ENOTDIR: "Check the path: a part of it is a file and not a folder.",
    errno.EISDIR: "That is a folder: name a file.",
    errno.EEXIST: "Something else is there under that name: use another one.",
    errno.EFBIG: "The disk does not take files of that size: use another place.",
    errno.EMFILE: "Too many files are open: close other programs and try again.",
    errno.ENFILE: "Too many files are open: close other programs and try again.",
    errno.EBUSY: "Another program uses it: close that one and try again.",
    errno.ETXTBSY: "Another program uses it: close that one and try again.",
}
_OTHER_REMEDY = (
    "Check that the file and its folder are there, that you may use them, and that the disk has space."
)


def os_remedy(error: OSError) -> str:
    """Return what to do when the system refuses to read or write something, by what it says is wrong."""
    return _REMEDIES.get(error.errno or 0, _OTHER_REMEDY)


def os_reason(error: OSError) -> str:
    """Return in the system's own words what is wrong, such as "No space left on device"; never text of a file."""
    return error.strerror or type(error).__name__
