import Crypto
import CryptoExtras
import Hosts
import JSON

/// Credentials as their file tells them. Holds secrets: never printed, never stored.
enum GCPCredentials: Sendable {
    /// A token that somebody else got; it is not renewed.
    case token(String)
    /// A service account's key.
    case serviceAccount(ServiceAccount)
    /// A person's login, as gcloud keeps it.
    case user(User)
    /// Whatever the machine itself is allowed to.
    case metadata

    struct ServiceAccount: Sendable {
        var email: String
        var keyID: String?
        var key: _RSA.Signing.PrivateKey
        var tokenAddress: String?
        var project: String?
    }

    struct User: Sendable {
        var clientID: String
        var clientSecret: String
        var refreshToken: String
        var tokenAddress: String?
        var quotaProject: String?
    }

    /// What tokens are asked for.
    static let scope = "https://www.googleapis.com/auth/cloud-platform"

    /// Reads a credentials file.
    /// - Parameter path: for messages; nothing of the file's text is in them.
    /// - Throws: `auth`.
    static func parse(_ bytes: [UInt8], path: String) throws(ProviderError) -> GCPCredentials {
        func bad(_ message: String) -> ProviderError {
            GCPErrors.refusal(.auth, "BadCredentials", "\(path): \(message)")
        }
        // The reader's own messages quote the text.
        guard let root = (try? JSONDocument(parsing: bytes))?.root, root.kind == .object else {
            throw bad("this is no credentials file (it is no JSON object)")
        }
        func member(_ name: String) throws(ProviderError) -> String {
            guard let text = root[name]?.string, !text.isEmpty else { throw bad("the member `\(name)` is missing") }
            return text
        }
        switch root["type"]?.string {
        case "service_account":
            let email = try member("client_email")
            guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: try member("private_key")) else {
                throw bad("`private_key` is no RSA key of 2048 bits or more in PEM form")
            }
            return .serviceAccount(
                ServiceAccount(
                    email: email, keyID: root["private_key_id"]?.string, key: key,
                    tokenAddress: root["token_uri"]?.string, project: root["project_id"]?.string))
        case "authorized_user":
            return .user(
                User(
                    clientID: try member("client_id"), clientSecret: try member("client_secret"),
                    refreshToken: try member("refresh_token"), tokenAddress: root["token_uri"]?.string,
                    quotaProject: root["quota_project_id"]?.string))
        case let other:
            throw bad(
                "credentials of type `\(other ?? "")` are not known to this version; "
                    + "`service_account` and `authorized_user` are")
        }
    }

    /// The project that the credentials themselves name.
    var project: String? {
        switch self {
        case .serviceAccount(let account): account.project
        case .user(let user): user.quotaProject
        case .token, .metadata: nil
        }
    }

    /// The project that requests are charged to, where a login names one.
    var quotaProject: String? { if case .user(let user) = self { user.quotaProject } else { nil } }

    /// The request that exchanges the credentials for a token; nil for those that need none.
    /// - Parameters:
    ///   - address: the token address, where the credentials name none.
    ///   - metadataHost: host of the metadata server.
    ///   - now: seconds since 1970.
    func grant(address: String, metadataHost: String, now: Int) throws(ProviderError) -> HTTPRequest? {
        switch self {
        case .token: return nil
        case .metadata:
            return HTTPRequest(
                .get,
                "http://\(metadataHost)/computeMetadata/v1/instance/service-accounts/default/token"
                    + "?scopes=\(URLText.encode(Self.scope))",
                headers: [.init("Metadata-Flavor", "Google")], deadline: .seconds(3))
        case .user(let user):
            return Self.form(
                user.tokenAddress ?? address,
                [
                    ("grant_type", "refresh_token"), ("client_id", user.clientID),
                    ("client_secret", user.clientSecret), ("refresh_token", user.refreshToken),
                ])
        case .serviceAccount(let account):
            let target = account.tokenAddress ?? address
            return Self.form(
                target,
                [
                    ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                    ("assertion", try Self.assertion(account, audience: target, now: now)),
                ])
        }
    }

    /// A signed claim of who we are, good for an hour.
    static func assertion(_ account: ServiceAccount, audience: String, now: Int) throws(ProviderError) -> String {
        var header: [String: JSONValue] = ["alg": .string("RS256"), "typ": .string("JWT")]
        if let id = account.keyID { header["kid"] = .string(id) }
        // Clocks differ: a claim from the future is refused.
        let issued = now - 30
        let claims: [String: JSONValue] = [
            "iss": .string(account.email), "aud": .string(audience), "scope": .string(scope), "iat": .int(issued),
            "exp": .int(issued + 3600),
        ]
        let head = base64URL(JSONValue.object(header).text(pretty: false))
        let text = head + "." + base64URL(JSONValue.object(claims).text(pretty: false))
        guard
            let signature = try? account.key.signature(
                for: SHA256.hash(data: Array(text.utf8)), padding: .insecurePKCS1v1_5)
        else { throw GCPErrors.refusal(.auth, "BadCredentials", "the service account's key cannot sign") }
        return text + "." + base64URL(Array(signature.rawRepresentation))
    }

    /// Base64 for URLs, without padding.
    static func base64URL(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var out: [UInt8] = []
        var buffer = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                out.append(alphabet[buffer >> bits & 63])
            }
        }
        if bits > 0 { out.append(alphabet[buffer << (6 - bits) & 63]) }
        return String(decoding: out, as: UTF8.self)
    }

    private static func form(_ url: String, _ fields: [(name: String, value: String)]) -> HTTPRequest {
        let body = fields.map { "\($0.name)=\(URLText.encode($0.value))" }.joined(separator: "&")
        return HTTPRequest(
            .post, url, headers: [.init("Content-Type", "application/x-www-form-urlencoded")], body: Array(body.utf8),
            deadline: .seconds(30))
    }
}

/// A token and how long it is good.
struct GCPToken: Hashable, Sendable {
    var value: String
    var lifetime: Duration

    /// Reads the answer of a token address or the metadata server; nil if there is no token in it.
    init?(_ response: HTTPResponse) {
        guard let root = (try? JSONDocument(parsing: response.body))?.root,
            let value = root["access_token"]?.string, !value.isEmpty,
            value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        self.value = value
        lifetime = .seconds(min(max(GCPWire.number(root["expires_in"]) ?? 3600, 0), 86_400))
    }

    init(value: String, lifetime: Duration) {
        self.value = value
        self.lifetime = lifetime
    }
}
