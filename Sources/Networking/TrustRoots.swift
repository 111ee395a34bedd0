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
        if file == nil, folder == nil { return configuration }
        var roots: Set<NIOSSLCertificate> = []
        if let file { roots.formUnion(try certificates(of: [file], "SSL_CERT_FILE", file)) }
        if let folder {
            // Several folders stand there with colons between, as OpenSSL reads them.
            let paths = folder.split(separator: ":").flatMap { folder in
                ((try? FileSystem.list(String(folder))) ?? []).map { FileSystem.join(String(folder), $0) }
            }
            roots.formUnion(try certificates(of: paths, "SSL_CERT_DIR", folder))
        }
        configuration.trustRoots = .certificates(Array(roots))
        return configuration
    }

    /// All certificates of PEM files; files that are something else are passed over.
    private func certificates(
        of paths: [String], _ variable: String, _ value: String
    ) throws(HTTPFault) -> [NIOSSLCertificate] {
        let found = paths.flatMap { (try? NIOSSLCertificate.fromPEMFile($0)) ?? [] }
        guard found.isEmpty else { return found }
        throw HTTPFault(
            .notSent, code: "certificate",
            description: "\(variable) names \(value), from which no certificates can be read")
    }
}
