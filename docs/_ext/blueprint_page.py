"""Write the blueprint of everything that is shipped as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recovery.indicators import BESIDE, EARLIER, HEADLINE, OUTCOMES
from recovery.report import blueprint

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def write_page(app: Sphinx) -> None:
    """Write the page into ``docs/generated``."""
    folder = Path(app.srcdir) / "generated"
    folder.mkdir(exist_ok=True)
    text = blueprint((*HEADLINE, *BESIDE, *EARLIER, *OUTCOMES))
    (folder / "blueprint.md").write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_page)
    return {"parallel_read_safe": True}
