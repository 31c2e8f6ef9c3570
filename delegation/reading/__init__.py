"""What people type: delegation files, stories and applications, read with every mistake at its place."""
