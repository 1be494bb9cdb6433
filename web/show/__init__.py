"""What a page shows, made ready for its template: plain values, no database, no request."""
