"""Every flow by its name."""

from __future__ import annotations

from collections.abc import Mapping

from conversations.flow import Flow
from conversations.flows.convert import CONVERT
from conversations.flows.home import HOME, LEAVE
from conversations.flows.sign_up import SIGN_UP

FLOWS: Mapping[str, Flow] = {flow.name: flow for flow in (HOME, LEAVE, SIGN_UP, CONVERT)}
