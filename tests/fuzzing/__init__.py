"""Readers of what others wrote, each as a function of bytes that fails only where the reader has a defect."""
