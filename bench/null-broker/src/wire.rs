//! Kafka's primitive types, read and written.

/// A request that ends too early or says something that cannot be.
#[derive(Debug)]
pub struct Malformed;

type Result<T> = std::result::Result<T, Malformed>;

/// Reads a request's body; `flexible` tells the compact encodings with their tagged fields from the old ones.
pub struct Reader<'a> {
    bytes: &'a [u8],
    pub flexible: bool,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, flexible: false }
    }

    pub fn take(&mut self, len: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(len).ok_or(Malformed)?;
        self.bytes = rest;
        Ok(taken)
    }

    fn array_of<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self.bytes.split_first_chunk().ok_or(Malformed)?;
        self.bytes = rest;
        Ok(*taken)
    }

    pub fn i8(&mut self) -> Result<i8> {
        Ok(i8::from_be_bytes(self.array_of()?))
    }

    pub fn i16(&mut self) -> Result<i16> {
        Ok(i16::from_be_bytes(self.array_of()?))
    }

    pub fn i32(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(self.array_of()?))
    }

    pub fn i64(&mut self) -> Result<i64> {
        Ok(i64::from_be_bytes(self.array_of()?))
    }

    pub fn uuid(&mut self) -> Result<[u8; 16]> {
        self.array_of()
    }

    pub fn uvarint(&mut self) -> Result<u32> {
        let mut value = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.i8()? as u8;
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    /// A length as `old` reads it, or a compact one; -1 is null.
    fn len(&mut self, old: impl FnOnce(&mut Self) -> Result<i32>) -> Result<i32> {
        if !self.flexible {
            return old(self);
        }
        let len = self.uvarint()?;
        i32::try_from(i64::from(len) - 1).map_err(|_| Malformed)
    }

    /// An array's length; a null array is an empty one with `None`.
    pub fn array(&mut self) -> Result<Option<usize>> {
        Ok(usize::try_from(self.len(Self::i32)?).ok())
    }

    pub fn string(&mut self) -> Result<Option<&'a [u8]>> {
        let len = self.len(|reader| Ok(reader.i16()?.into()))?;
        usize::try_from(len).ok().map(|len| self.take(len)).transpose()
    }

    pub fn records(&mut self) -> Result<&'a [u8]> {
        let len = self.len(Self::i32)?;
        self.take(usize::try_from(len).unwrap_or(0))
    }

    pub fn tags(&mut self) -> Result<()> {
        if self.flexible {
            for _ in 0..self.uvarint()? {
                self.uvarint()?;
                let len = self.uvarint()?;
                self.take(len as usize)?;
            }
        }
        Ok(())
    }
}

/// Writes a response.
#[derive(Default)]
pub struct Writer {
    pub bytes: Vec<u8>,
    pub flexible: bool,
}

impl Writer {
    pub fn i8(&mut self, value: i8) {
        self.bytes.push(value as u8);
    }

    pub fn i16(&mut self, value: i16) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub fn i32(&mut self, value: i32) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub fn i64(&mut self, value: i64) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub fn raw(&mut self, value: &[u8]) {
        self.bytes.extend_from_slice(value);
    }

    pub fn uvarint(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    pub fn array(&mut self, len: usize) {
        match self.flexible {
            true => self.uvarint(len as u32 + 1),
            false => self.i32(len as i32),
        }
    }

    pub fn string(&mut self, value: &[u8]) {
        match self.flexible {
            true => self.uvarint(value.len() as u32 + 1),
            false => self.i16(value.len() as i16),
        }
        self.raw(value);
    }

    pub fn null_string(&mut self) {
        match self.flexible {
            true => self.uvarint(0),
            false => self.i16(-1),
        }
    }

    pub fn tags(&mut self) {
        if self.flexible {
            self.uvarint(0);
        }
    }
}
