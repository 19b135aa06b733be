"""What people upload, judged by what is in it."""
