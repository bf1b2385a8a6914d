//! How a conversation went along: sentiment over its course, who spoke when, who cut in.
//!
//! What must stay true: each part takes turns one by one in their order and holds no more of them than its module says,
//! whatever the length. Whole numbers only, so that sums depend on nothing but the turns.
//! Deliberately absent: what was said. These parts know sentiment, times and who spoke.

mod bins;
mod interruptions;
mod sentiment;
mod time;
mod trend;

pub(crate) use interruptions::Cuts;
pub(crate) use sentiment::Course;
pub(crate) use time::Talk;

/// At this position, after making room for it.
fn at<T: Default>(list: &mut Vec<T>, position: usize) -> &mut T {
    if list.len() <= position {
        list.resize_with(position + 1, T::default);
    }
    &mut list[position]
}
