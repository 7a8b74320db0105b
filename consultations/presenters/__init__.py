"""What the pages show, as plain values: built here, drawn by templates. No query, no HTML, no decision."""
