"""What understanding questions costs: memory and time of a start, and time a question.

    python -m benchmarks.questions [FILE]

Counted from a bare Python, so that numpy, the word lists and the model are all in it; times are of the processor.
FILE holds labelled questions as JSON lines; without it the first held-out file. One process, one thread; each figure
is what this process measures of itself.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from pathlib import Path

HELD_OUT = Path(__file__).parents[1] / "tests/conversations/questions/held_out_a.jsonl"


def resident_megabytes() -> float:
    """Memory that this process holds now (Linux), else the most that it held."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(file: Path) -> None:
    """Measures, and prints a line for each figure."""
    before, began = resident_megabytes(), time.process_time()
    from conversations.questions.understanding import understanding

    understanding().understand("비번 규칙 머에요")
    loaded = time.process_time() - began
    asked = [json.loads(line)["q"] for line in file.read_text("utf-8").splitlines()]
    taken = [_time_of(question) for question in asked]
    print(f"start                 {loaded:8.3f} s")
    print(f"memory                {resident_megabytes() - before:8.1f} MB")
    print(f"a question, median    {statistics.median(taken) * 1000:8.3f} ms")
    print(f"a question, slowest   {max(taken) * 1000:8.3f} ms of {len(taken)}")


def _time_of(question: str) -> float:
    from conversations.questions.understanding import understanding

    began = time.process_time()
    understanding().understand(question)
    return time.process_time() - began


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else HELD_OUT)
