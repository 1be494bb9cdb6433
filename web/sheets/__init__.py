"""Table files, out and in: CSV and XLSX without live formulas, read within bounds."""
