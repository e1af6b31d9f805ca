"""The call page: what a hotline operator types into while somebody is on the phone."""
