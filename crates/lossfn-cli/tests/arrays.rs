//! `.npy` files: every kind that is read, and what is said of the others.

mod common;

use common::{Folder, catalogue};

/// A file of version 1, or 2 where that is asked.
fn npy(version: u8, header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY".to_vec();
    bytes.extend([version, 0]);
    let padding = 64 - (bytes.len() + 4 + header.len() + 1) % 64;
    let header = format!("{header}{}\n", " ".repeat(padding));
    if version == 1 {
        bytes.extend((header.len() as u16).to_le_bytes());
    } else {
        bytes.extend((header.len() as u32).to_le_bytes());
    }
    bytes.extend(header.bytes());
    bytes.extend(data);
    bytes
}

fn dictionary(descr: &str, fortran: &str, shape: &str) -> String {
    format!("{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}")
}

fn floats(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|x| x.to_le_bytes()).collect()
}

/// The first loss of the catalogue that reads two columns of numbers, and its value on the CSV file.
struct Setting {
    folder: Folder,
    loss: String,
}

impl Setting {
    fn new() -> Self {
        let folder = Folder::new();
        let loss = catalogue(&folder)[0]["name"].as_str().expect("a name").to_owned();
        folder.write("same.csv", "0,1,2\n1.5,0,-2\n2.5,7,100\n-3,0.25,5\n");
        Self { folder, loss }
    }
    fn value(&self, file: &str, pred: &str, target: &str, stdin: &[u8]) -> (i32, String) {
        let args = ["eval", file, "-p", pred, "-t", target, "-l", &self.loss, "--format", "csv"];
        let run = self.folder.run(&args, stdin);
        let value =
            run.out.lines().nth(1).and_then(|line| line.split(',').nth(3)).unwrap_or(&run.err).to_owned();
        (run.status, value)
    }
}

#[test]
fn two_dimensions() {
    let s = Setting::new();
    let rows = floats(&[1.5, 0.0, -2.0, 2.5, 7.0, 100.0, -3.0, 0.25, 5.0]);
    let columns = floats(&[1.5, 2.5, -3.0, 0.0, 7.0, 0.25, -2.0, 100.0, 5.0]);
    let expected = s.value("same.csv", "0", "2", b"");
    assert_eq!(expected.0, 0);
    for version in [1, 2, 3] {
        s.folder.write("c.npy", npy(version, &dictionary("'<f8'", "False", "(3, 3)"), &rows));
        assert_eq!(s.value("c.npy", "0", "2", b""), expected);
    }
    let fortran = npy(1, &dictionary("'<f8'", "True", "(3, 3)"), &columns);
    s.folder.write("f.npy", &fortran);
    assert_eq!(s.value("f.npy", "0", "2", b""), expected);
    // By a pipe, where nothing can be sought.
    assert_eq!(s.value("-", "0", "2", &fortran), expected);
    assert_eq!(s.value("-", "0", "2", &s.folder.read("c.npy")), expected);
}

#[test]
fn many_rows_in_both_orders() {
    let s = Setting::new();
    let n = 20_001;
    let x = |i: usize| (i as f64 * 0.7).sin();
    let y = |i: usize| (i as f64 * 0.3).cos() * 1e3;
    let lines: String = (0..n).map(|i| format!("{},{}\n", x(i), y(i))).collect::<Vec<_>>().concat();
    s.folder.write("a.csv", format!("0,1\n{lines}"));
    let rows: Vec<f64> = (0..n).flat_map(|i| [x(i), y(i)]).collect();
    let columns: Vec<f64> = (0..n).map(x).chain((0..n).map(y)).collect();
    let shape = format!("({n}, 2)");
    s.folder.write("c.npy", npy(1, &dictionary("'<f8'", "False", &shape), &floats(&rows)));
    s.folder.write("f.npy", npy(1, &dictionary("'<f8'", "True", &shape), &floats(&columns)));
    let expected = s.value("a.csv", "0", "1", b"");
    assert_eq!(expected.0, 0);
    assert_eq!(s.value("c.npy", "0", "1", b""), expected);
    assert_eq!(s.value("f.npy", "0", "1", b""), expected);
}

#[test]
fn fields_of_every_type() {
    let s = Setting::new();
    let descr = "[('f2', '<f2'), ('f4', '>f4'), ('i1', '|i1'), ('i2', '<i2'), ('', '|V3'), ('i4', '>i4'), ('i8', '<i8'), ('u1', '|u1'), \
                 ('u2', '>u2'), ('u4', '<u4'), ('u8', '<u8'), ('b', '|b1'), ('name', '<U3'), ('bytes', '|S2'), ('y', '<f8')]";
    let row = |x: i8, half: u16, name: &str| {
        let mut bytes = half.to_le_bytes().to_vec();
        bytes.extend(f32::from(x).to_be_bytes());
        bytes.extend(x.to_le_bytes());
        bytes.extend(i16::from(x).to_le_bytes());
        bytes.extend([9, 9, 9]);
        bytes.extend(i32::from(x).to_be_bytes());
        bytes.extend(i64::from(x).to_le_bytes());
        bytes.push(x as u8);
        bytes.extend(u16::from(x as u8).to_be_bytes());
        bytes.extend(u32::from(x as u8).to_le_bytes());
        bytes.extend(u64::from(x as u8).to_le_bytes());
        bytes.push(u8::from(x != 0));
        bytes.extend(name.chars().flat_map(|c| (c as u32).to_le_bytes()));
        bytes.extend(name.bytes().take(2));
        bytes.extend(0.5f64.to_le_bytes());
        bytes
    };
    // 2, 0 and 1, whose halves are 0x4000, 0 and 0x3c00.
    let data = [row(2, 0x4000, "abc"), row(0, 0, "abd"), row(1, 0x3c00, "abc")].concat();
    s.folder.write("a.npy", npy(1, &dictionary(descr, "False", "(3,)"), &data));
    s.folder.write("b.csv", "x,y\n2,0.5\n0,0.5\n1,0.5\n");
    let expected = s.value("b.csv", "x", "y", b"");
    for name in ["f2", "f4", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"] {
        assert_eq!(s.value("a.npy", name, "y", b""), expected, "{name}");
    }
    let by = |column: &str| {
        let args = [
            "eval",
            "a.npy",
            "-p",
            "f4",
            "-t",
            "y",
            "-l",
            &s.loss,
            "--by",
            column,
            "--mask",
            "b",
            "--format",
            "csv",
            "--reduction",
            "sum",
        ];
        let out = s.folder.run(&args, b"").out;
        out.lines().skip(1).map(|l| l.split(',').nth(2).expect("a group").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(by("name"), ["abc", "abd"]);
    assert_eq!(by("bytes"), ["ab"]);
    let text = s.value("a.npy", "name", "y", b"");
    assert_eq!(
        text,
        (1, "error: a.npy, index 0, column `name`: `abc` is no number; allowed is a number.\n".into())
    );
}

#[test]
fn one_dimension() {
    let s = Setting::new();
    s.folder.write(
        "a.npy",
        npy(1, &dictionary("'<f4'", "False", "(2,)"), &[3f32, 4.0].map(f32::to_le_bytes).concat()),
    );
    let reads = |entry: &serde_json::Value| common::reads_weights(entry);
    let loss = catalogue(&s.folder).into_iter().find(reads).expect("a loss of weights");
    let name = loss["name"].as_str().expect("a name");
    let run = s.folder.run(&["eval", "a.npy", "-p", "0", "-l", name, "-r", "sum", "-f", "csv"], b"");
    let known = lossfn::get(name).expect("a loss");
    let sum = known.on_inputs(lossfn::Inputs::Weights(&[3.0, 4.0])).sum().value().expect("a sum");
    assert!(run.out.ends_with(&format!(",{sum},2,2,0\n")), "{run:?}");
    // Rows of an array have an index, not a line.
    let run = s.folder.run(&["eval", "a.npy", "-p", "0", "-l", name, "--worst", "1"], b"");
    assert!(run.out.contains("index 1 "), "{run:?}");
}

#[test]
fn what_is_not_read() {
    let s = Setting::new();
    let good = dictionary("'<f8'", "False", "(2, 2)");
    let data = floats(&[1.0, 2.0, 3.0, 4.0]);
    let shape = |shape: &str| npy(1, &dictionary("'<f8'", "False", shape), &data);
    let descr = |descr: &str| npy(1, &dictionary(descr, "False", "(2,)"), &data);
    for (bytes, said) in [
        (npy(1, &good, &data[..30]), "ends too early"),
        (npy(1, &good, &[]), "ends too early"),
        (npy(9, &good, &data), "version 9"),
        (npy(1, "nonsense", &data), "makes no sense"),
        (npy(1, &good, &data)[..9].to_vec(), "cannot read a.npy"),
        (npy(1, &good, &data)[..40].to_vec(), "makes no sense"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff".to_vec(), "claims 4294967295 bytes"),
        (shape("()"), "0 dimensions"),
        (shape("(2, 2, 2)"), "3 dimensions"),
        (shape("(1, 99999999999)"), "columns"),
        (shape("(18446744073709551615, 2)"), "larger than any file"),
        (shape("(18446744073709551615,)"), "larger than any file"),
        (shape("(4611686018427387904,)"), "larger than any file"),
        (shape("(1000000000000,)"), "ends too early"),
        (npy(1, &dictionary("'<f8'", "True", "(1000000000, 100)"), &data), "ends too early"),
        (descr("'<c16'"), "type `<c16`"),
        (descr("'|O'"), "type `|O`"),
        (descr("'<f16'"), "type `<f16`"),
        (descr("'<M8[ns]'"), "type `<M8[ns]`"),
        (descr("[('a', '<f8', (3,))]"), "one number or text"),
        (descr("[('a', [('b', '<f8')])]"), "one number or text"),
        (descr("{'a': 1}"), "neither a name nor a list"),
        (npy(1, &dictionary("[('0', '<f8')]", "False", "(2, 2)"), &data), "two dimensions"),
    ] {
        s.folder.write("a.npy", &bytes);
        for (file, stdin) in [("a.npy", &[][..]), ("-", &bytes)] {
            let (status, err) = s.value(file, "0", "0", stdin);
            let said = if file == "-" { said.replace("a.npy", "standard input") } else { said.to_owned() };
            assert!(
                status == 1 && err.starts_with("error: ") && err.contains(&said),
                "{status} {err} (not {said})"
            );
        }
    }
}
