"""The store: tables, transactions, and one module of plain functions for each thing that is kept."""
