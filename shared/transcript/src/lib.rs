//! Bytes to talk turns: push parsers for every format, without I/O.
