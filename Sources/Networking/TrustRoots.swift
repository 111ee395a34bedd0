import Files
import NIOSSL
import Providers

/// Which certificate authorities are believed: those of `SSL_CERT_FILE` and `SSL_CERT_DIR`, else the system's.
struct TrustRoots: Sendable {
    private let file: String?
    private let folder: String?

    init(environment: (String) -> String?) {
        func set(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        file = set("SSL_CERT_FILE")
        folder = set("SSL_CERT_DIR")
    }

    /// A configuration of TLS with these roots.
    /// - Throws: `certificate` if a variable names what holds no certificates.
    func configuration() throws(HTTPFault) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        var roots: [NIOSSLAdditionalTrustRoots] = []
        if let file {
            do { roots.append(.certificates(try NIOSSLCertificate.fromPEMFile(file))) } catch {
                throw HTTPFault(
                    .notSent, code: "certificate",
                    description: "SSL_CERT_FILE names \(file), from which no certificates can be read")
            }
        }
        if let folder {
            guard FileSystem.kind(folder) == .folder else {
                throw HTTPFault(
                    .notSent, code: "certificate", description: "SSL_CERT_DIR names \(folder), which is no folder")
            }
            roots.append(.file(folder))
        }
        if roots.isEmpty { return configuration }
        configuration.trustRoots = .certificates([])
        configuration.additionalTrustRoots = roots
        return configuration
    }
}
