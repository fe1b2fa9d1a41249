"""AuditReport -> text, HTML, JSON, CSV: value in, str out."""
