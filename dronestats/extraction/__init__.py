"""Reading the bulletins: text in any language that has a table -> claims."""
