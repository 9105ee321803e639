"""KaTeX in QuickJS: the engine, and batches of formulas for it."""
