"""What people upload and download: judged by what is in it, written without formulas."""
