//! The inputs that are kept: what was found once stays found, without a fuzzer.

use std::{fs, panic, path::Path};

/// Checks every file of `testdata/fuzz/TARGET`, and the front half of each.
pub(crate) fn all(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/fuzz").join(target);
    let (mut files, mut failed) = (0, vec![]);
    for file in fs::read_dir(&folder).expect("the folder of kept inputs") {
        let path = file.expect("a kept input").path();
        let bytes = fs::read(&path).expect("a kept input");
        for bytes in [&bytes[..], &bytes[..bytes.len() / 2]] {
            if panic::catch_unwind(|| check(bytes)).is_err() {
                failed.push(format!("{}, {} bytes of it", path.display(), bytes.len()));
            }
        }
        files += 1;
    }
    assert!(files > 0, "{} is empty", folder.display());
    assert!(failed.is_empty(), "{failed:#?} fail");
}
