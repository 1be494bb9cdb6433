"""HTTP and the command line: parse, open one transaction, call workflow, render."""
