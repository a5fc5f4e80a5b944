//! The commands in the documentation do what it says: each block of `sh` runs, a number behind `#` is
//! printed by its line, and a block of `text` that follows is what all of it prints.
#![cfg(unix)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::Folder;

#[test]
fn commands_in_the_documentation() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let mut files = vec![docs.join("choosing.md")];
    let pages = fs::read_dir(docs.join("losses")).expect("the pages").map(|e| e.expect("an entry").path());
    files.extend(pages.filter(|p| p.extension().is_some_and(|e| e == "md")));
    let folder = Folder::new().with_data();
    let mut wrong = vec![];
    for file in &files {
        let text = fs::read_to_string(file).expect("a page");
        let blocks = blocks(&text);
        let commands = blocks.iter().filter(|b| b.language == "sh").count();
        assert!(commands > 0 || file.ends_with("README.md"), "{}: no command", file.display());
        for (i, block) in blocks.iter().enumerate().filter(|(_, b)| b.language == "sh") {
            let expected = blocks.get(i + 1).filter(|b| b.language == "text");
            if let Err(why) = holds(&folder, &block.text, expected.map(|b| b.text.as_str())) {
                wrong.push(format!("{}: {why}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_number_or_text_is_found() {
    let folder = Folder::new();
    assert_eq!(holds(&folder, "echo a 0.25 # 0.25\n", None), Ok(()));
    assert!(holds(&folder, "echo a 0.25 # 0.5\n", None).is_err());
    assert_eq!(holds(&folder, "echo a\necho b\n", Some("a\nb\n")), Ok(()));
    assert!(holds(&folder, "echo a\n", Some("b\n")).is_err());
    assert!(holds(&folder, "lossfn show nothing\n", None).is_err());
}

struct Block {
    language: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut blocks, mut open) = (vec![], false);
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(language) => {
                blocks.push(Block { language: language.into(), text: String::new() });
                open = true;
            }
            None if open => {
                let block = blocks.last_mut().expect("an open block");
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {}
        }
    }
    blocks
}

fn holds(folder: &Folder, commands: &str, expected: Option<&str>) -> Result<(), String> {
    let printed = shell(folder, commands)?;
    if let Some(expected) = expected {
        let plain = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        if plain(&printed) != plain(expected) {
            return Err(format!("{commands}\nprints\n{printed}\nand not\n{expected}"));
        }
        return Ok(());
    }
    for line in commands.lines() {
        let Some((_, number)) = line.rsplit_once(" # ") else { continue };
        let printed = shell(folder, line)?;
        if !printed.split_whitespace().any(|word| word == number) {
            return Err(format!("{line}\nprints\n{printed}"));
        }
    }
    Ok(())
}

/// What commands print; the program is in the path.
fn shell(folder: &Folder, commands: &str) -> Result<String, String> {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_lossfn"));
    let mut path = program.parent().expect("a folder").as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-e", "-c", commands])
        .current_dir(folder.path())
        .env("PATH", path)
        .env_remove("COLUMNS")
        .output()
        .map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        Ok(text)
    } else {
        Err(format!("{commands}\nfails\n{text}{}", String::from_utf8_lossy(&output.stderr)))
    }
}
