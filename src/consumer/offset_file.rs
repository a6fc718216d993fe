//! A simple consumer's offset in a file of its own: `offset.store.method=file`.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// One partition's file, with the offset to go on at as a line of text.
pub struct OffsetFile {
    path: PathBuf,
    /// Opened when it is first needed, and again when that has failed.
    file: Option<File>,
    /// What is known to be in the file.
    written: Option<i64>,
    /// How long a write may wait to be synchronized to disk; `None` leaves that to the system.
    sync_interval: Option<Duration>,
    synchronized: Option<Instant>,
}

impl OffsetFile {
    /// For a partition whose topic keeps its offsets at `place`: a directory, or the file itself. Several groups have a
    /// file each.
    pub fn new(place: &str, topic: &str, partition: i32, group: Option<&str>, sync_interval_ms: i32) -> Self {
        let place = Path::new(place);
        let path =
            if place.is_dir() { place.join(file_name(topic, partition, group)) } else { place.to_owned() };
        OffsetFile {
            path,
            file: None,
            written: None,
            sync_interval: u64::try_from(sync_interval_ms).ok().map(Duration::from_millis),
            synchronized: None,
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The offset in the file, which is made if there is none; `None` if it holds no offset.
    pub fn read(&mut self) -> io::Result<Option<i64>> {
        let mut text = String::new();
        let file = self.open()?;
        file.seek(SeekFrom::Start(0))?;
        // No offset is longer.
        file.take(32).read_to_string(&mut text)?;
        self.written = text.trim_ascii().parse().ok().filter(|offset| *offset >= 0);
        Ok(self.written)
    }

    /// Puts `offset` in the place of what is in the file.
    pub fn write(&mut self, offset: i64) -> io::Result<()> {
        if self.written == Some(offset) {
            return Ok(());
        }
        let line = format!("{offset}\n");
        let file = self.open()?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(line.as_bytes())?;
        file.set_len(line.len() as u64)?;
        self.written = Some(offset);
        self.synchronize()
    }

    fn synchronize(&mut self) -> io::Result<()> {
        let (Some(interval), Some(file)) = (self.sync_interval, &self.file) else { return Ok(()) };
        let now = Instant::now();
        if self.synchronized.is_none_or(|last| now.duration_since(last) >= interval) {
            file.sync_data()?;
            self.synchronized = Some(now);
        }
        Ok(())
    }

    fn open(&mut self) -> io::Result<&mut File> {
        let file = match self.file.take() {
            Some(file) => file,
            None => {
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.path)?
            }
        };
        Ok(self.file.insert(file))
    }
}

/// A group may be named as no file can be.
fn file_name(topic: &str, partition: i32, group: Option<&str>) -> String {
    let group = group.map(|group| format!("-{}", group.replace('/', "_"))).unwrap_or_default();
    format!("{topic}-{partition}{group}.offset")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().to_str().unwrap();
        let mut file = OffsetFile::new(place, "t", 3, Some("a/b"), 0);
        assert_eq!(file.path(), directory.path().join("t-3-a_b.offset"));
        assert_eq!(file.read().unwrap(), None);
        file.write(12345).unwrap();
        file.write(7).unwrap();
        assert_eq!(std::fs::read(file.path()).unwrap(), b"7\n");
        let mut again = OffsetFile::new(file.path().to_str().unwrap(), "t", 3, None, -1);
        assert_eq!(again.path(), file.path());
        assert_eq!(again.read().unwrap(), Some(7));
    }

    #[test]
    fn what_is_no_offset_is_none() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x");
        let mut file = OffsetFile::new(path.to_str().unwrap(), "t", 0, None, -1);
        for text in ["", "garbage\n", "-5\n", "99999999999999999999\n"] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(file.read().unwrap(), None, "{text}");
        }
        std::fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(file.read().is_err());
        let nowhere = directory.path().join("none").join("x");
        assert!(OffsetFile::new(nowhere.to_str().unwrap(), "t", 0, None, -1).read().is_err());
    }
}
