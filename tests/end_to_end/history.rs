//! Looking back: lists of jobs, and what each went through.

mod attempts;
mod lists;
