"""What is deleted or too old goes everywhere: rows, recordings, videos."""
