//! Files of Parquet and Arrow IPC: the same numbers as in CSV and NPY, and what is said of those that are
//! not read. `testdata/arrow` has tables that pyarrow has written.

mod common;

#[cfg(not(feature = "parquet"))]
#[test]
fn the_feature_is_named() {
    let folder = common::Folder::new();
    for (bytes, kind) in [
        (&b"PAR1\x15..."[..], "a Parquet file"),
        (b"ARROW1\0\0", "a file of Arrow IPC"),
        (b"\xff\xff\xff\xff....", "a stream of Arrow IPC"),
    ] {
        folder.write("a.table", bytes);
        let run = folder.run(&["check", "a.table"], b"");
        let said = "to read it, install the program with the feature `parquet`: \
                    cargo install --path crates/lossfn-cli --features parquet.\n";
        assert_eq!((run.status, run.err), (1, format!("error: a.table is {kind}; {said}")));
    }
}

#[cfg(feature = "parquet")]
mod read {
    use std::fs;
    use std::path::Path;
    use std::sync::Arc;

    use super::common::{Folder, Random, Run, catalogue};
    use arrow_array::builder::{Float64Builder, ListBuilder};
    use arrow_array::{ArrayRef, Float32Array, Float64Array, RecordBatch, StringArray};
    use arrow_ipc::CompressionType;
    use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
    use parquet::arrow::ArrowWriter;
    use parquet::file::properties::WriterProperties;

    const TABLES: [&str; 4] = ["table.parquet", "pages.parquet", "table.feather", "table.arrows"];

    /// A folder with the tables of pyarrow.
    fn tables() -> Folder {
        let folder = Folder::new();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/arrow");
        for entry in fs::read_dir(from).expect("tables") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            folder.write(&name, fs::read(&path).expect("a table"));
        }
        folder
    }

    fn named(folder: &Folder, family: impl Fn(&serde_json::Value) -> bool) -> String {
        let entry = catalogue(folder).into_iter().find(family).expect("a loss");
        entry["name"].as_str().expect("a name").to_owned()
    }

    fn parquet(batch: &RecordBatch, rows_of_a_group: usize) -> Vec<u8> {
        let properties =
            WriterProperties::builder().set_max_row_group_row_count(Some(rows_of_a_group)).build();
        let mut writer = ArrowWriter::try_new(vec![], batch.schema(), Some(properties)).expect("a writer");
        writer.write(batch).expect("rows");
        writer.into_inner().expect("a file")
    }

    fn stream(batch: &RecordBatch, compression: Option<CompressionType>) -> Vec<u8> {
        let options = IpcWriteOptions::default().try_with_compression(compression).expect("options");
        let mut writer =
            StreamWriter::try_new_with_options(vec![], &batch.schema(), options).expect("a writer");
        writer.write(batch).expect("rows");
        writer.into_inner().expect("a stream")
    }

    fn file(batch: &RecordBatch) -> Vec<u8> {
        let mut writer = FileWriter::try_new(vec![], &batch.schema()).expect("a writer");
        writer.write(batch).expect("rows");
        writer.into_inner().expect("a file")
    }

    fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))
            .expect("columns")
    }

    #[test]
    fn every_type_of_pyarrow() {
        let folder = tables();
        let loss = named(&folder, |_| true);
        let mut args: Vec<&str> =
            vec!["eval", "", "-t", "y", "-l", &loss, "-m", "rmse", "-f", "json", "--by", "text"];
        let numbers = "f16 f32 f64 i8 i16 i32 i64 u8 u16 u32 u64 decimal bool list_1 large_list_0 fixed_2";
        args.extend(numbers.split(' ').flat_map(|name| ["-p", name]));
        let run = |args: &[&str], file: &str, stdin: &[u8]| {
            let args: Vec<_> = args.iter().map(|a| if a.is_empty() { file } else { a }).collect();
            let Run { status, out, err } = folder.run(&args, stdin);
            assert_eq!((status, err.as_str()), (0, ""), "{file} {args:?}");
            out.replace("standard input", "-").replace(file, "")
        };
        // In a text, a boolean is no number.
        let text = String::from_utf8(folder.read("table.csv")).expect("text");
        folder.write("numbers.csv", text.replace("True", "1").replace("False", "0"));
        let expected = run(&args, "numbers.csv", b"");
        for file in TABLES {
            assert_eq!(run(&args, file, b""), expected, "{file}");
            assert_eq!(run(&args, "-", &folder.read(file)), expected, "{file} through a pipe");
        }
        let labelled = named(&folder, |e| e["reads"].as_str().is_some_and(|r| r.contains("logits")));
        let binary = named(&folder, |e| {
            let loss = lossfn::get(e["name"].as_str().expect("a name")).expect("a loss");
            let domain = loss.spec().inputs.get(1).map(|i| i.domain);
            domain.is_some_and(|d| {
                [0.0, 1.0].map(|x| d.contains(x)) == [true; 2] && !d.contains(2.0) && !d.contains(-1.0)
            }) && loss.spec().inputs[0].domain.contains(1e3)
        });
        for args in [
            vec![
                "eval", "", "--logits", "list_*", "--logits", "fixed_*", "-t", "label", "-l", &labelled,
                "-f", "csv",
            ],
            vec![
                "eval", "", "-p", "gaps", "-t", "y", "-l", &loss, "--mask", "there", "--by", "large", "-f",
                "csv",
            ],
            vec![
                "eval", "", "-p", "f32", "-t", "y", "-l", &loss, "--mask", "bool", "--by", "group", "-f",
                "csv",
            ],
            vec!["eval", "", "-p", "f32", "-t", "group", "-l", &binary, "--positive", "überall", "-f", "csv"],
            vec!["eval", "", "-p", "f32", "-t", "bool", "-l", &binary, "--positive", "True", "-f", "csv"],
            vec!["eval", "", "-p", "f32", "-t", "y", "-l", &loss, "--weight", "u8", "-f", "csv"],
        ] {
            let expected = run(&args, "table.csv", b"");
            for file in TABLES {
                assert_eq!(run(&args, file, b""), expected, "{file}");
            }
        }
    }

    #[test]
    fn the_bits_of_npy() {
        let folder = Folder::new();
        let loss = named(&folder, |_| true);
        let mut random = Random(7);
        let rows = 30_001;
        let mut column =
            || (0..rows).map(|_| ((random.next() - 0.5) * 1e3 * random.next()) as f32).collect::<Vec<_>>();
        let (pred, target) = (column(), column());
        let header = format!(
            "{{'descr': [('p', '<f4'), ('y', '<f4')], 'fortran_order': False, 'shape': ({rows},), }}"
        );
        let mut npy =
            [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes()].concat();
        npy.extend(pred.iter().zip(&target).flat_map(|(p, y)| [p.to_le_bytes(), y.to_le_bytes()].concat()));
        folder.write("a.npy", npy);
        let batch = batch(vec![
            ("p", Arc::new(Float32Array::from(pred)) as ArrayRef),
            ("y", Arc::new(Float32Array::from(target))),
        ]);
        folder.write("a.parquet", parquet(&batch, 10_000));
        folder.write("a.feather", file(&batch));
        folder.write("a.arrows", stream(&batch, Some(CompressionType::LZ4_FRAME)));
        let value = |file: &str| {
            folder.run(
                &["eval", file, "-p", "p", "-t", "y", "-l", &loss, "-f", "csv", "--rows", "rows.csv"],
                b"",
            );
            // Only the name of the file is another.
            String::from_utf8(folder.read("rows.csv")).expect("text").replace(file, "")
        };
        let expected = value("a.npy");
        assert_eq!(expected.lines().count(), rows + 1);
        for file in ["a.parquet", "a.feather", "a.arrows"] {
            assert!(value(file) == expected, "{file}");
        }
    }

    #[test]
    fn lists() {
        let folder = Folder::new();
        let loss = named(&folder, |e| e["reads"].as_str().is_some_and(|r| r.contains("logits")));
        let table = |lists: &[Option<&[f64]>]| {
            let mut builder = ListBuilder::new(Float64Builder::new());
            for list in lists {
                builder.append_option(list.map(|l| l.iter().copied().map(Some)));
            }
            let y = StringArray::from_iter_values((0..lists.len()).map(|i| (i % 2).to_string()));
            let keep = lists.iter().map(|l| Some(if l.is_some() { "yes" } else { "no" }));
            let keep: StringArray = keep.collect();
            batch(vec![
                ("x", Arc::new(builder.finish()) as ArrayRef),
                ("y", Arc::new(y)),
                ("keep", Arc::new(keep)),
            ])
        };
        let ask = |mask: &[&str], table: &RecordBatch| {
            let mut runs =
                [("a.parquet", parquet(table, 2)), ("a.feather", file(table))].map(|(name, bytes)| {
                    folder.write(name, bytes);
                    let args =
                        [&["eval", name, "--logits", "x_*", "-t", "y", "-l", &loss, "-f", "csv"], mask]
                            .concat();
                    let run = folder.run(&args, b"");
                    format!("{}{}", run.out, run.err).replace(name, "a")
                });
            let [first, second] = &mut runs;
            assert_eq!(first, second);
            std::mem::take(first)
        };
        let gaps = table(&[None, Some(&[1.0, 2.0]), Some(&[0.0, 3.0]), Some(&[1.0, 1.0])]);
        folder.write("a.csv", "x_0,x_1,y\n1,2,1\n0,3,0\n1,1,1\n");
        let expected =
            folder.run(&["eval", "a.csv", "--logits", "x_*", "-t", "y", "-l", &loss, "-f", "csv"], b"");
        assert_eq!(ask(&["--mask", "keep"], &gaps), expected.out.replace(",3,3,0", ",3,3,1"));
        assert_eq!(
            ask(&[], &gaps),
            "error: a, index 0, column `x_0`: the cell is empty; allowed is a number.\n"
        );
        assert_eq!(
            ask(&[], &table(&[Some(&[1.0, 2.0]), Some(&[1.0, 2.0]), Some(&[0.5])])),
            "error: a, index 2, column `x`: the list has 1 number, the first has 2.\n"
        );
        for empty in [table(&[]), table(&[None, None]), table(&[Some(&[])])] {
            assert!(ask(&[], &empty).starts_with("error: a has no columns `x_*`; it has "));
        }
        folder.write("b.parquet", parquet(&table(&[None]), 2));
        let run =
            folder.run(&["eval", "b.parquet", "-p", "x", "-t", "y", "-l", &named(&folder, |_| true)], b"");
        assert_eq!(
            run.err,
            "error: b.parquet, column `x`: it holds lists, but none stands in the first rows to say how long they are.\n"
        );
    }

    #[test]
    fn columns_that_are_not_asked_for_are_not_read() {
        let folder = tables();
        let loss = named(&folder, |_| true);
        let eval = |file: &str, pred: &str| {
            folder.run(&["eval", file, "-p", pred, "-t", "y", "-l", &loss, "-f", "csv"], b"")
        };
        for file in TABLES {
            let run = eval(file, "when");
            assert_eq!(run.status, 1);
            assert!(
                run.err.starts_with(&format!("error: {file}, column `when`: values of type Timestamp")),
                "{run:?}"
            );
            assert_eq!(eval(file, "f64").status, 0);
        }
        let run = eval("brotli.parquet", "x");
        assert!(run.err.contains("column `x` is compressed with BROTLI"), "{run:?}");
        assert_eq!(eval("brotli.parquet", "y").status, 0);
    }

    #[test]
    fn absurd_lengths() {
        let folder = Folder::new();
        let loss = named(&folder, |_| true);
        let same = Arc::new(Float64Array::from(vec![1.0; 1234])) as ArrayRef;
        let table = batch(vec![("x", same)]);
        // The length of a buffer before it was compressed, that of a message, and that of its header.
        let replaced = |bytes: &[u8], from: &[u8], to: &[u8]| {
            let at = bytes.windows(from.len()).position(|w| w == from).expect("a length");
            [&bytes[..at], to, &bytes[at + from.len()..]].concat()
        };
        let plain = stream(&table, None);
        let body =
            plain.windows(1234 * 8).position(|w| w == 1f64.to_le_bytes().repeat(1234)).expect("the data");
        let end = 8;
        let length = (plain.len() - body - end).next_multiple_of(8) as i64;
        let most = i64::MAX.to_le_bytes();
        for (bytes, said) in [
            (
                replaced(&stream(&table, Some(CompressionType::ZSTD)), &(1234i64 * 8).to_le_bytes(), &most),
                "claims to hold",
            ),
            (
                replaced(
                    &stream(&table, Some(CompressionType::LZ4_FRAME)),
                    &(1234i64 * 8).to_le_bytes(),
                    &most,
                ),
                "claims to hold",
            ),
            (replaced(&plain, &length.to_le_bytes(), &most), "too early"),
            (replaced(&plain, &length.to_le_bytes(), &(-1i64).to_le_bytes()), "claims -1 bytes"),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(), "too early"),
            (b"\xff\xff\xff\xff\0\0\0\0".to_vec(), "too early"),
            (b"ARROW1\0\0".to_vec(), "too early"),
            (b"PAR1\x15".to_vec(), "too early"),
            (b"PAR1\x15\xff\xff\xff\xffPAR1".to_vec(), "too early"),
            (b"PAR1\0\0\0\0PAR1".to_vec(), "makes no sense"),
        ] {
            for (file, stdin) in [("a.table", &[][..]), ("-", &bytes)] {
                folder.write("a.table", &bytes);
                let run = folder.run(&["eval", file, "-p", "x", "-t", "x", "-l", &loss], stdin);
                assert!(
                    run.status == 1 && run.err.starts_with("error: ") && run.err.contains(said),
                    "{run:?} (not {said})"
                );
            }
        }
    }
}
