"""What the KOTRA sign-up manual says about members, in pure Python: no input, no output, nothing of the other rooms."""
