import Foundation

/// A private authority and a server's certificate for 127.0.0.1, made by openssl in a folder that goes with the value.
public final class TestCertificate: Sendable {
    /// Path of the server's certificate, a PEM file.
    public let certificate: String
    /// Path of its key, a PEM file.
    public let key: String
    /// Path of the authority's certificate, a PEM file.
    public let authority: String
    /// A folder of authorities as openssl makes it, which holds this one.
    public var authorities: String { "\(folder)/hashed" }
    private let folder: String

    /// Makes both.
    /// - Parameter name: what the certificate is for: `IP:127.0.0.1` or `DNS:example.test`.
    public init(for name: String = "IP:127.0.0.1") throws {
        folder = "/tmp/berth-tls-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        (certificate, key, authority) = ("\(folder)/server.pem", "\(folder)/server.key", "\(folder)/authority.pem")
        let script = """
            set -e; cd '\(folder)'
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout authority.key \
              -out authority.pem -subj '/CN=Test authority' -addext basicConstraints=critical,CA:TRUE
            openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr \
              -subj '/CN=Test server'
            printf 'subjectAltName=\(name)\\nextendedKeyUsage=serverAuth\\n' >extensions
            openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -set_serial 1 -days 2 \
              -extfile extensions -out server.pem
            mkdir hashed; cp authority.pem hashed/; openssl rehash hashed
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw TestServer.Failure(description: "openssl failed") }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}
