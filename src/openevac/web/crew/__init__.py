"""The crew app's few answers of the server: its page, its service worker, its manifest, its words."""
