"""`flows` at a terminal."""

from __future__ import annotations

import json

from tests.cli.terminal import PROGRAM, call, refused


def test_the_page() -> None:
    printed = call("flows", "--format", "mermaid").stdout
    assert printed == (PROGRAM.parent / "docs" / "flows.md").read_text("utf-8")


def test_the_data() -> None:
    flows = json.loads(call("flows", "--format", "json", "--language", "en").stdout)
    assert {"sign_up", "convert"} <= {flow["name"] for flow in flows}


def test_another_format() -> None:
    assert "'svg' is not one of" in refused(call("flows", "--format", "svg"), 2)
