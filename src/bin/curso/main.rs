//! `cargo run`: la puerta del curso.

fn main() {}
