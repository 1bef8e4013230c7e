"""Print one of the two commands under "Start" in the README: ``readme.py 1`` or ``readme.py 2``."""

import re
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def start_commands(text: str) -> list[str]:
    """Return the shell commands of the section "Start", which must be two of one line each."""
    section = re.search(r"^## Start\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^```\w*\n(.*?)^```$", section[1] if section else "", re.M | re.S)
    commands = [block.strip() for block in blocks]
    if len(commands) != 2 or any("\n" in command for command in commands):
        sys.exit(f"README.md, Start: must hold two commands of one line, but holds {commands}")
    return commands


if __name__ == "__main__":
    sys.stdout.write(start_commands(README.read_text("utf-8"))[int(sys.argv[1]) - 1] + "\n")
