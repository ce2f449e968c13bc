"""The assistant itself (`main.py run`) and the interview as one more flow; variant: a database, or "logged"."""

from __future__ import annotations

import os

from benchmarks.bots.settings import SECRET, TOKEN, Given, given, hook_url
from benchmarks.interview import QUESTIONS, REFUSAL, asked, ended, is_answer
from conversations.flow import Flow, Step
from conversations.talk import Talk
from membership.problems import Problem, Reading

DATA_KEY = "the benchmark has a key of its own for its stores"
LOGGED = "logged"  # a line for each update, as it is when nothing else is set
NAMES = [f"question_{number:02d}" for number in range(len(QUESTIONS))]


def read(text: str, talk: Talk) -> Reading[str]:
    """The rule for every answer."""
    if not is_answer(text):
        raise Problem("interview")
    return Reading(text.strip())


def finish(talk: Talk) -> None:
    """Says the last words, and goes back to the menu."""
    said = [talk.answers[name] for name in NAMES]
    talk.end()
    talk.lead.append(talk.text("interview.ended", said=ended(said)))


INTERVIEW = Flow(
    name="interview", version=1, steps=tuple(Step(name=name, reads=read) for name in NAMES), finishes=finish
)


def add_interview() -> None:
    """Puts the flow, its texts and its deep link (/start interview) beside the assistant's own."""
    from conversations import catalogue, commands, engine, flows

    steps = {f"step.{name}": number for number, name in enumerate(NAMES)}
    words = {f"{step}.ask": asked(number) for step, number in steps.items()}
    words |= {f"{step}.label": "Interview" for step in steps}
    words |= {"problem.interview": REFUSAL, "interview.ended": "{said}"}
    for language in catalogue.LANGUAGES:
        catalogue.texts(language)._texts.update(words)  # noqa: SLF001
    flows.FLOWS[INTERVIEW.name] = INTERVIEW  # type: ignore[index]
    # Nothing lies beneath it, and it asks for no secret: the assistant's own sign-up is known as such by its name, too.
    engine.OUTERMOST |= {INTERVIEW.name}
    commands._LINKS["interview"] = lambda talk: talk.begin("interview")  # noqa: SLF001


def settings(told: Given) -> dict[str, str]:
    """The environment that the assistant is started with."""
    is_logged = told.variant == LOGGED
    url = "" if is_logged else told.variant
    hook = {"WEBHOOK_URL": hook_url(told.hook), "WEBHOOK_SECRET": SECRET, "LISTEN": f"127.0.0.1:{told.hook}"}
    return {
        "PATH": os.environ.get("PATH", ""),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": told.root,
        "DATABASE_URL": url or f"sqlite:///{told.folder}/assistant.sqlite",
        "DATA_KEY": DATA_KEY,
        "IDENTITY_GATEWAY": "playground",
        "PLAYGROUND_URL": told.root,
        "LOG_LEVEL": "INFO" if is_logged else "WARNING",
        **(hook if told.hook else {}),
    }


def main() -> None:
    from main import main as command_line

    told = given()
    environment = settings(told)
    os.chdir(told.folder)
    os.environ.clear()
    os.environ.update(environment)
    add_interview()
    command_line(["run"])


if __name__ == "__main__":
    main()
