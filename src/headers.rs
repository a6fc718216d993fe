//! Message headers: an ordered list of named values, where names may repeat and values may be absent.
//!
//! Every name and every value is followed by a zero byte in memory, which is not part of it: the C interface
//! promises this to programs that read text headers. A header's bytes stay where they are until it is removed.

/// One header. Name and value share an allocation: `name 0 value 0`, or `name 0` when there is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    bytes: Box<[u8]>,
    name_len: usize,
    has_value: bool,
}

impl Header {
    pub fn new(name: &[u8], value: Option<&[u8]>) -> Self {
        let value_room = value.map_or(0, |value| value.len() + 1);
        let mut bytes = Vec::with_capacity(name.len() + 1 + value_room);
        bytes.extend_from_slice(name);
        bytes.push(0);
        if let Some(value) = value {
            bytes.extend_from_slice(value);
            bytes.push(0);
        }
        Header { bytes: bytes.into_boxed_slice(), name_len: name.len(), has_value: value.is_some() }
    }

    pub fn name(&self) -> &[u8] {
        &self.bytes[..self.name_len]
    }

    pub fn value(&self) -> Option<&[u8]> {
        self.has_value.then(|| &self.bytes[self.name_len + 1..self.bytes.len() - 1])
    }

    /// The name with the zero byte behind it.
    pub fn name_with_nul(&self) -> &[u8] {
        &self.bytes[..=self.name_len]
    }

    /// The value with the zero byte behind it.
    pub fn value_with_nul(&self) -> Option<&[u8]> {
        self.has_value.then(|| &self.bytes[self.name_len + 1..])
    }
}

/// The headers of one message, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    list: Vec<Header>,
}

impl Headers {
    pub fn new() -> Self {
        Headers::default()
    }

    pub fn with_capacity(count: usize) -> Self {
        Headers { list: Vec::with_capacity(count) }
    }

    pub fn push(&mut self, name: &[u8], value: Option<&[u8]>) {
        self.list.push(Header::new(name, value));
    }

    /// Removes every header of this name and says how many there were.
    pub fn remove(&mut self, name: &[u8]) -> usize {
        let before = self.list.len();
        self.list.retain(|header| header.name() != name);
        before - self.list.len()
    }

    pub fn get(&self, at: usize) -> Option<&Header> {
        self.list.get(at)
    }

    /// The header of this name that has `skip` others of the same name before it.
    pub fn nth_named(&self, name: &[u8], skip: usize) -> Option<&Header> {
        self.list.iter().filter(|header| header.name() == name).nth(skip)
    }

    /// The last header of this name: the one that counts for readers who expect a single one.
    pub fn last_named(&self, name: &[u8]) -> Option<&Header> {
        self.list.iter().rfind(|header| header.name() == name)
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Header> {
        self.list.iter()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl<'a> IntoIterator for &'a Headers {
    type Item = &'a Header;
    type IntoIter = std::slice::Iter<'a, Header>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Headers {
        let mut headers = Headers::with_capacity(4);
        headers.push(b"a", Some(b"first"));
        headers.push(b"b", None);
        headers.push(b"a", Some(b""));
        headers.push(b"", Some(b"x\0y"));
        headers
    }

    #[test]
    fn an_absent_value_is_not_an_empty_one() {
        let headers = sample();
        assert_eq!(headers.get(1).map(Header::value), Some(None));
        assert_eq!(headers.get(2).and_then(Header::value), Some(&b""[..]));
        assert_eq!(headers.get(4), None);
    }

    #[test]
    fn names_repeat_in_order() {
        let headers = sample();
        assert_eq!(headers.nth_named(b"a", 0).and_then(Header::value), Some(&b"first"[..]));
        assert_eq!(headers.nth_named(b"a", 1).and_then(Header::value), Some(&b""[..]));
        assert_eq!(headers.nth_named(b"a", 2), None);
        assert_eq!(headers.last_named(b"a"), headers.get(2));
        assert_eq!(headers.last_named(b"A"), None);
    }

    #[test]
    fn zero_bytes_follow_names_and_values() {
        let headers = sample();
        let last = headers.last_named(b"").expect("added above");
        assert_eq!(last.name_with_nul(), b"\0");
        assert_eq!(last.value_with_nul(), Some(&b"x\0y\0"[..]));
        assert_eq!(headers.get(1).and_then(Header::value_with_nul), None);
    }

    #[test]
    fn bytes_stay_in_place_until_removed() {
        let mut headers = Headers::new();
        headers.push(b"kept", Some(b"value"));
        let place = headers.get(0).and_then(Header::value).map(<[u8]>::as_ptr);
        for _ in 0..100 {
            headers.push(b"dropped", None);
        }
        assert_eq!(headers.remove(b"dropped"), 100);
        assert_eq!(headers.remove(b"dropped"), 0);
        assert_eq!(headers.iter().next().and_then(Header::value).map(<[u8]>::as_ptr), place);
        assert_eq!((headers.len(), headers.is_empty()), (1, false));
    }
}
