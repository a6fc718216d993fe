//! The library's own test entry.

use libc::c_int;

/// Checks that the library works on this machine: checksums, codecs, sockets and threads, with a cluster within
/// the process. Takes well under a second and writes a line for each test to stderr. Any thread. Returns the number
/// of failures.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_unittest() -> c_int {
    let failed = crate::self_test::run(|name, took, outcome| {
        let took = took.as_secs_f64() * 1e3;
        match outcome {
            Ok(()) => eprintln!("self-test {name}: ok ({took:.1} ms)"),
            Err(why) => eprintln!("self-test {name}: FAILED: {why}"),
        }
    });
    c_int::try_from(failed).unwrap_or(c_int::MAX)
}
