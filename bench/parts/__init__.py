"""What is measured: a module for each question, each with `measure`, which answers it with a table."""
