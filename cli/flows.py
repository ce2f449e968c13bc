"""`flows`: the conversations as charts."""

from __future__ import annotations

import click

from cli.showing import say_json


@click.command(short_help="Draw the conversations, as Mermaid or JSON.")
@click.option("--format", "form", type=click.Choice(["mermaid", "json"]), default="mermaid", show_default=True)
@click.option("--language", type=click.Choice(["ko", "en"]), default="ko", show_default=True, help="Of the labels.")
def flows(form: str, language: str) -> None:
    """Draw the conversations: every flow, its steps in order, when they are asked and what can be left out.

    `mermaid` is a Markdown page with a Mermaid chart for each flow, `json` the same for programs. Needs no settings.

    \b
    Examples:
      python main.py flows --format mermaid > docs/flows.md
      python main.py flows --format json --language en

    Exit codes: 0 drawn, 2 usage.
    """
    from conversations import chart
    from conversations.flows import FLOWS

    if form == "json":
        say_json(chart.described(FLOWS.values(), language))
    else:
        click.echo(chart.page(FLOWS.values(), language), nl=False)
