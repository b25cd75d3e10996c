//! A certificate authority and a server certificate, made anew for each test.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

/// A server's certificate and key, and the authority that signed it, all in PEM.
pub struct Certificates {
    /// The authority.
    pub authority: String,
    /// The server's certificate.
    pub server: String,
    /// Its key.
    pub key: String,
}

impl Certificates {
    /// Certificates for a server of that name.
    pub fn for_server(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority =
            CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
        let key = KeyPair::generate().expect("a key");
        let server = CertificateParams::new([name.to_owned()]).expect("parameters");
        let server = server.signed_by(&key, &authority).expect("a certificate");
        Self {
            authority: authority.pem(),
            server: server.pem(),
            key: key.serialize_pem(),
        }
    }
}
