"""Which sentences answer a question: embedding, searching, reading and answering; knows no Discord."""
