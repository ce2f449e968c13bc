"""The interview that every bot holds: 26 questions, each with the same rule for its answer."""

from __future__ import annotations

QUESTIONS = (
    "What is your name?",
    "In which year were you born?",
    "Which language do you speak best?",
    "Which country do you live in?",
    "Which city do you live in?",
    "What is your telephone number?",
    "What is your e-mail address?",
    "What is your street?",
    "What is your postcode?",
    "What is the name of your company?",
    "Who represents it?",
    "In which year was it founded?",
    "How many people work there?",
    "What does it make?",
    "Where does it sell that?",
    "Where would it like to sell it?",
    "Since when does it export?",
    "How much does it export in a year?",
    "Which fairs has it been to?",
    "Which languages are spoken there?",
    "Which department do you work in?",
    "What is your position?",
    "How did you hear of us?",
    "When may we call you?",
    "What do you expect of us?",
    "Is there anything else to be said?",
)
LONGEST = 200  # characters
REFUSAL = "Please answer in one to 200 characters."


def is_answer(text: str | None) -> bool:
    """The rule for every answer."""
    return text is not None and 0 < len(text.strip()) <= LONGEST


def asked(number: int) -> str:
    """The words of the question with this number, from 0; its mark `Q00` is what the people look for."""
    return f"Q{number:02d} of {len(QUESTIONS)}: {QUESTIONS[number]}"


def ended(answers: list[str]) -> str:
    """The last words, with everything that was answered."""
    return "Q99 Thank you. You said: " + "; ".join(answers)
