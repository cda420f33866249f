"""What the app uses: the Web API, Socket Mode, response URLs, uploads, and what its manifest allows."""
