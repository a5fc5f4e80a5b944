//! Decoders that believe the files they read.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a decoder of which it is known that it panics where parts of a file contradict each other: that
/// is an error of the file. What it has worked on is not used any more then.
pub(super) fn guarded<T>(decode: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                before(info);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(decode));
    GUARDED.set(outer);
    result.unwrap_or_else(|_| Err("its parts contradict each other".into()))
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_is_an_error() {
        assert_eq!(guarded(|| Ok(guarded(|| Ok(1))? + 1)), Ok(2));
        let none: &[u8] = std::hint::black_box(&[]);
        assert!(guarded(|| Ok(none[0])).is_err_and(|e| e.contains("contradict")));
        assert_eq!(guarded::<()>(|| Err("as it was".into())), Err("as it was".into()));
    }
}
