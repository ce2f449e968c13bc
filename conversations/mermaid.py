"""Writes a flowchart in Mermaid's language, node after node."""

from __future__ import annotations

from collections.abc import Sequence

# A label's characters that Mermaid or the browser would take for mark-up.
_ESCAPED = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;"})
_STYLES = ("classDef optional stroke-dasharray: 5 5", "classDef consent stroke-width: 2px")
NEXT, NO, YES = "-->", "-- no -->", "-. yes .->"


class Flowchart:
    """A flowchart under way: what is added hangs on what was added before it."""

    def __init__(self) -> None:
        self._nodes: list[str] = []
        self._edges: list[str] = []
        self._loose: list[tuple[str, str]] = []
        self._conditions = 0
        self._indent = "    "

    def begin(self, title: str) -> None:
        """Where it begins."""
        self._add("begin", f"([{_quoted(title)}])")

    def step(self, name: str, lines: Sequence[str], *, consent: bool, dashed: bool) -> None:
        """A question."""
        label = _quoted(*lines)
        box = f"[[{label}]]" if consent else f"[{label}]"
        look = ":::consent" if consent else ":::optional" if dashed else ""
        self._add(_id(name), box + look)

    def ask(self, question: str) -> None:
        """A condition: what follows is only met where it does not hold, until `join`."""
        self._conditions += 1
        self._add(f"when{self._conditions}", "{{" + _quoted(question) + "}}")
        self._loose = [(f"when{self._conditions}", NO)]

    def join(self) -> None:
        """Where the way around the last condition comes back."""
        self._loose.append((f"when{self._conditions}", YES))

    def end_aside(self, name: str, answer: str) -> None:
        """An answer to the step of this name that ends everything."""
        self._nodes.append(f"{self._indent}over_{name}([{_quoted('ends, nothing is kept')}])")
        self._edges.append(f"    {_id(name)} -- {_quoted(answer)} --> over_{name}")

    def open_frame(self, name: str, title: str) -> None:
        """Puts a frame around what follows, until `close_frame`."""
        self._nodes.append(f"    subgraph frame_{name}[{_quoted(title)}]")
        self._indent = "        "

    def close_frame(self) -> None:
        """Ends the frame."""
        self._indent = "    "
        self._nodes.append("    end")

    def finish(self, title: str) -> None:
        """Where it ends."""
        self._add("finish", f"([{_quoted(title)}])")

    def text(self) -> str:
        """The chart."""
        return "\n".join(["flowchart TD", *self._nodes, *self._edges, *(f"    {style}" for style in _STYLES)])

    def _add(self, node: str, shape: str) -> None:
        self._nodes.append(f"{self._indent}{node}{shape}")
        self._edges += [f"    {before} {arrow} {node}" for before, arrow in self._loose]
        self._loose = [(node, NEXT)]


def _id(name: str) -> str:
    # "end" and others are words of Mermaid's own.
    return f"step_{name}"


def _quoted(*lines: str) -> str:
    return '"' + "<br/>".join(line.translate(_ESCAPED) for line in lines) + '"'
