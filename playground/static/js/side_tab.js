/** Whether this tab was opened by a link in one of the chats, whose own tab is still there. */
export function isSideTab() {
  try {
    return Boolean(window.opener) && !window.opener.closed && window.opener.location.origin === location.origin;
  } catch {
    return false;
  }
}

/** Back to the tab with the chat; a browser that does not let a page close its tab shows the chat in this one. */
export function leaveSideTab() {
  window.opener.focus();
  window.close();
}
