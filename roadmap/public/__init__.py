"""What is public: the only door to it."""
