"""The command line: one command from records to a report."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from recovery.cli.arguments import parser
from recovery.cli.exits import Exit, exit_of
from recovery.errors import RecoveryError

__all__ = ["Exit", "main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command ``recovery``.

    Parameters
    ----------
    argv
        Its arguments; those of the process when not given.

    Returns
    -------
    int
        The exit code, one of :class:`Exit`.

    Raises
    ------
    SystemExit
        With 2 if the arguments are wrong, with 0 after ``--help`` or ``--version``.
    """
    asked = parser().parse_args(argv)
    try:
        code: Exit = asked.run(asked)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except KeyboardInterrupt:
        return _stop(Exit.INTERRUPTED, "stopped")
    except RecoveryError as error:
        return _stop(exit_of(error), str(error))
    except OSError as error:
        name = Path(error.filename).name if isinstance(error.filename, str) else "a file"
        return _stop(Exit.NO_RECORDS, f"{name} cannot be used: {error.strerror}")
    except Exception:  # noqa: BLE001  # a traceback may show what is in the records
        if asked.debug:
            traceback.print_exc()
        return _stop(
            Exit.UNEXPECTED,
            "something went wrong inside recovery, and nothing was finished. This is a fault of "
            "the program. Run the same command with --debug to see where; what that shows may "
            "hold values of your records, so look before you pass it on.",
        )
    return code


def _stop(code: Exit, message: str) -> Exit:
    print(f"recovery: {message}", file=sys.stderr)
    return code
