"""The pages that open inside the messenger: who opened them, and what they ask and answer."""
