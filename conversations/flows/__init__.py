"""Every flow by its name."""

from __future__ import annotations

from collections.abc import Mapping

from conversations.flow import Flow
from conversations.flows.account_change import CHANGE_INFO
from conversations.flows.account_consents import MY_CONSENTS
from conversations.flows.account_data import MY_DATA
from conversations.flows.account_find_id import FIND_ID
from conversations.flows.account_leave import LEAVE_MEMBERSHIP
from conversations.flows.account_menu import MY_ACCOUNT
from conversations.flows.account_password import CHANGE_PASSWORD
from conversations.flows.account_reset import RESET_PASSWORD
from conversations.flows.colleagues import COLLEAGUES
from conversations.flows.convert import CONVERT
from conversations.flows.editing import EDIT_COMPANY
from conversations.flows.ending import END_RELATION, LEAVE_COMPANY
from conversations.flows.home import HOME, LEAVE
from conversations.flows.linking import LINK, UNLINK
from conversations.flows.mastering import HAND_OVER, SUBSTITUTE
from conversations.flows.sign_up import SIGN_UP
from conversations.flows.waiting import APPROVALS

_ALL = (
    HOME,
    LEAVE,
    SIGN_UP,
    CONVERT,
    LINK,
    UNLINK,
    APPROVALS,
    END_RELATION,
    COLLEAGUES,
    HAND_OVER,
    SUBSTITUTE,
    LEAVE_COMPANY,
    EDIT_COMPANY,
    MY_ACCOUNT,
    FIND_ID,
    RESET_PASSWORD,
    CHANGE_INFO,
    CHANGE_PASSWORD,
    MY_CONSENTS,
    MY_DATA,
    LEAVE_MEMBERSHIP,
)
FLOWS: Mapping[str, Flow] = {flow.name: flow for flow in _ALL}
