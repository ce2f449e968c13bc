"""How answers are read: what people type, turned into values, doubts and problems."""
