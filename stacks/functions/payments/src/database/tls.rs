//! Securing the connection to the database.
//!
//! RDS certificates are signed by Amazon's own RDS authorities, which no web root store has. Where the stack
//! ships their bundle, the server's certificate and name are verified against it ([`verified`]). Where it does not,
//! the login does the proving ([`channel_bound`]): SCRAM shows each side that the other knows the password's verifier,
//! and channel binding ties that proof to the certificate of this very TLS connection. A machine in the middle
//! has another certificate and no verifier, so the login fails before a statement is sent. The certificate itself is
//! then not checked, and a server that offers less than SCRAM with channel binding is refused.

use std::{path::Path, sync::Arc};

use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::DatabaseError;

/// TLS that verifies the server's certificate and name against the authorities in a PEM file.
pub(super) fn verified(authorities: &Path) -> Result<MakeRustlsConnect, DatabaseError> {
    let mut roots = RootCertStore::empty();
    let unreadable = |error: &dyn std::fmt::Display| {
        DatabaseError::Tls(format!("DATABASE_CA_PEM_FILE {}: {error}", authorities.display()))
    };
    for certificate in CertificateDer::pem_file_iter(authorities).map_err(|error| unreadable(&error))? {
        let certificate = certificate.map_err(|error| unreadable(&error))?;
        roots.add(certificate).map_err(|error| unreadable(&error))?;
    }
    if roots.is_empty() {
        return Err(unreadable(&"it holds no certificate"));
    }
    let config = builder(Arc::new(ring::default_provider()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// TLS whose server is proven by the login's channel binding, which the connection must require.
pub(super) fn channel_bound() -> Result<MakeRustlsConnect, DatabaseError> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(ProvenByLogin(Arc::clone(&provider)));
    let config = builder(provider)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn builder(
    provider: Arc<CryptoProvider>,
) -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, DatabaseError> {
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| DatabaseError::Tls(error.to_string()))
}

/// Takes any certificate whose key the server holds: whose server it is, the login proves.
#[derive(Debug)]
struct ProvenByLogin(Arc<CryptoProvider>);

impl ServerCertVerifier for ProvenByLogin {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
