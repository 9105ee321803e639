"""KaTeX in QuickJS: the engine, and the queue of one note's formulas in front of it."""
