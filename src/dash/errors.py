"""Errors that say what is wrong and what to do next."""


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
