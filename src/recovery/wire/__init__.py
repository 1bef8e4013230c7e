"""Values as JSON and back, with a JSON Schema for each kind.

Every kind of :data:`KINDS` is an attrs class, from whose fields its form is
made: an array is a list; NaN is ``null`` and the infinities are ``"inf"`` and
``"-inf"``; a mapping is a list of pairs, so that its order is safe; a kind
says its ``type`` and ``version`` wherever it stands. What is written this way
is for work inside the house: for publication see :func:`recovery.write_report`.
"""

from __future__ import annotations

from recovery.wire.documents import from_json, json_schema, to_json
from recovery.wire.kinds import KINDS, VERSION

__all__ = ["KINDS", "VERSION", "from_json", "json_schema", "to_json"]
