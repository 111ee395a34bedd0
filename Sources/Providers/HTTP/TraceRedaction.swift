import JSON

/// Cuts secrets out of what a trace shows of one exchange.
///
/// Three nets: header fields are shown only if they are known to be harmless; members and parameters whose names stand
/// for secrets are cut; and every value that was cut from the request is cut wherever it comes up again, so that an
/// answer that echoes a credential shows none.
struct TraceRedaction {
    /// What stands where something was cut.
    static let mark = "(cut)"

    /// Fields whose values are shown.
    private static let shownFields: Set<String> = [
        "accept", "age", "allow", "cache-control", "content-encoding", "content-language", "content-length",
        "content-type", "date", "etag", "expires", "host", "if-match", "if-none-match", "idempotency-key",
        "last-modified", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "request-id", "retry-after",
        "server", "transfer-encoding", "user-agent", "vary", "via", "x-amz-date", "x-amz-request-id", "x-amz-target",
        "x-amzn-requestid", "x-correlation-id", "x-goog-request-id", "x-goog-user-project", "x-idempotency-key",
        "x-ratelimit-limit",
        "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id", "x-trace-id",
    ]
    /// Longest body that is shown, in bytes.
    private static let bodyLimit = 256 << 10

    /// Secrets met so far, as sent.
    private var secrets: Set<String> = []

    /// Knows nothing yet.
    init() {}

    /// Knows the secrets of a request: what signing added to it, and what its names say is secret.
    init(of request: HTTPRequest, signedFrom plain: HTTPRequest) {
        let secret = request.headers.filter {
            !plain.headers.contains($0) || SecretNames.isSecret(parameter: $0.name)
        }
        _ = headers(secret, learning: true)
        _ = body(request.body, type: request.header("Content-Type"), learning: true)
        _ = url(request.url)
    }

    /// The URL without user, and without the values of secret parameters.
    mutating func url(_ url: String) -> String {
        var rest = Substring(url)
        var out = ""
        if let colon = rest.firstRange(of: "://") {
            out += rest[..<colon.upperBound]
            rest = rest[colon.upperBound...]
            let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            if let at = authority.lastIndex(of: "@") {
                learn(String(authority[..<at]))
                out += "\(Self.mark)@"
                rest = rest[rest.index(after: at)...]
            }
        }
        guard let question = rest.firstIndex(of: "?") else { return out + rest }
        return out + rest[...question] + parameters(rest[rest.index(after: question)...])
    }

    /// Header fields in their order; a value that is not known to be harmless is cut.
    mutating func headers(_ headers: [HTTPRequest.Header], learning: Bool) -> JSONValue {
        var shown: [String: JSONValue] = [:]
        for header in headers {
            let name = header.name.lowercased()
            if Self.shownFields.contains(name) {
                shown[name] = .string(scrubbed(header.value))
            } else {
                if learning { header.value.split(separator: " ").forEach { learn(String($0)) } }
                shown[name] = .string(Self.mark)
            }
        }
        return .object(shown)
    }

    /// A body: JSON as a value, a form and any other text as a string; what is long or no text by its length.
    mutating func body(_ body: [UInt8], type: String?, learning: Bool) -> JSONValue {
        if body.isEmpty { return .null }
        guard body.count <= Self.bodyLimit else { return .string("(\(body.count) bytes)") }
        if let document = try? JSONDocument(parsing: body) {
            return tree(document.root.tree, learning: learning)
        }
        guard let text = String(validating: body, as: UTF8.self) else { return .string("(\(body.count) bytes)") }
        if type?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true {
            return .string(parameters(text[...]))
        }
        return .string(scrubbed(elements(text)))
    }

    /// A text without the secrets met so far.
    func scrubbed(_ text: String) -> String {
        var text = text
        // The longest first: one secret may hold another.
        for secret in secrets.sorted(by: { ($1.utf8.count, $0) < ($0.utf8.count, $1) }) where text.contains(secret) {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: Self.mark)
        }
        return text
    }

    private mutating func learn(_ secret: String) {
        // What is short would cut into words that are no secrets.
        if secret.utf8.count >= 8 { secrets.insert(secret) }
    }

    private mutating func tree(_ value: JSONValue, learning: Bool) -> JSONValue {
        switch value {
        case .string(let text): return .string(scrubbed(text))
        case .array(let items):
            var out: [JSONValue] = []
            for item in items { out.append(tree(item, learning: learning)) }
            return .array(out)
        case .object(let members):
            // `{"key": "startup-script", "value": …}`: the name of the value stands in another member.
            let pairIsSecret =
                (members["key"] ?? members["name"])?.stringValue.map(SecretNames.isSecret(member:)) ?? false
            var out: [String: JSONValue] = [:]
            for (name, item) in members {
                let isSecret = SecretNames.isSecret(member: name) || (pairIsSecret && name == "value")
                out[name] = isSecret ? cut(item, learning: learning) : tree(item, learning: learning)
            }
            return .object(out)
        case .null, .bool, .number: return value
        }
    }

    /// What stands for a secret member: nothing of it but whether there is one.
    private mutating func cut(_ value: JSONValue, learning: Bool) -> JSONValue {
        switch value {
        case .null, .bool: return value
        case .string(let text):
            if learning { learn(text) }
            return .string(text.isEmpty ? "" : Self.mark)
        case .number, .array, .object: return .string(Self.mark)
        }
    }

    /// `a=1&token=…` without the values of secret parameters.
    private mutating func parameters(_ text: Substring) -> String {
        var out: [String] = []
        for pair in text.split(separator: "&", omittingEmptySubsequences: false) {
            guard let equals = pair.firstIndex(of: "=") else {
                out.append(String(pair))
                continue
            }
            let value = pair[pair.index(after: equals)...]
            if SecretNames.isSecret(parameter: String(pair[..<equals])), !value.isEmpty {
                learn(String(value))
                out.append("\(pair[..<equals])=\(Self.mark)")
            } else {
                out.append(scrubbed(String(pair)))
            }
        }
        return out.joined(separator: "&")
    }

    /// XML (or what looks like it) without the text of elements whose names stand for secrets.
    private func elements(_ text: String) -> String {
        var out = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "<") {
            let name = rest[rest.index(after: open)...].prefix { $0 != ">" && $0 != " " && $0 != "/" && $0 != "<" }
            guard !name.isEmpty, SecretNames.isSecret(member: String(name)),
                let end = rest[name.endIndex...].firstIndex(of: ">"),
                let close = rest[end...].firstRange(of: "</\(name)")
            else {
                out += rest[...open]
                rest = rest[rest.index(after: open)...]
                continue
            }
            out += rest[...end] + Self.mark
            rest = rest[close.lowerBound...]
            out += rest.prefix(1)
            rest = rest.dropFirst()
        }
        return out + rest
    }
}
