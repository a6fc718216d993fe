//! Certificates and keys that the application hands over in memory.

/// One certificate or key as it was handed over.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    pub encoding: CertificateEncoding,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateEncoding {
    Pkcs12,
    Der,
    Pem,
}

/// The client's certificate and key, and whom it trusts.
#[derive(Clone, Default)]
pub struct Certificates {
    pub public_key: Option<Certificate>,
    pub private_key: Option<Certificate>,
    pub ca: Option<Certificate>,
}

impl Certificate {
    /// Takes `bytes`, which are to hold a `what` as PEM names it, if they look like the encoding at all; TLS reads
    /// them in full when the client is created. The error is for the user.
    pub fn new(encoding: CertificateEncoding, what: &str, bytes: &[u8]) -> Result<Self, String> {
        /// An ASN.1 sequence, which every certificate, key and PKCS#12 store is.
        const SEQUENCE: u8 = 0x30;
        let plausible = match encoding {
            CertificateEncoding::Pkcs12 | CertificateEncoding::Der => bytes.first() == Some(&SEQUENCE),
            CertificateEncoding::Pem => {
                let text = String::from_utf8_lossy(bytes);
                text.contains("-----BEGIN ") && text.contains(&format!("{what}-----"))
            }
        };
        if !plausible {
            let encoding = encoding.name();
            return Err(format!("Failed to read {what}: {} bytes that are not {encoding}", bytes.len()));
        }
        Ok(Certificate { encoding, bytes: bytes.to_vec() })
    }
}

impl CertificateEncoding {
    fn name(self) -> &'static str {
        match self {
            CertificateEncoding::Pkcs12 => "PKCS#12",
            CertificateEncoding::Der => "DER",
            CertificateEncoding::Pem => "PEM",
        }
    }
}
