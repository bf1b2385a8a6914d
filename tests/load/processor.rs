//! How much processor time a process has used.

/// Seconds of user and system time, from the kernel's hundredths.
pub(crate) fn seconds(process_id: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process_id}/stat")).expect("the process is running");
    // The command's name, in parentheses, may hold anything; what follows it does not.
    let after = stat.rsplit(')').next().expect("a name in parentheses");
    let field = |n: usize| after.split_whitespace().nth(n).and_then(|f| f.parse::<f64>().ok()).expect("a number");
    (field(11) + field(12)) / 100.0
}
