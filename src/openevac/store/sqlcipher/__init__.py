"""Django's SQLite backend over SQLCipher: the file is encrypted, and a commit is on the disk when it returns."""
