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
