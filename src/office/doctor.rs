//! What this machine and project lack.
