/// Which names of fields and parameters stand for what must not be shown.
enum SecretNames {
    /// Parts of names, without separators and in small letters.
    private static let parts = [
        "accesskeyid", "accesstoken", "apikey", "assertion", "authorization", "bearer", "cloudinit", "cookie",
        "credential", "customdata", "idtoken", "passphrase", "password", "privatekey", "refreshtoken", "secret",
        "securitytoken", "sessiontoken", "signature", "startupscript", "userdata",
    ]
    /// Whole names.
    private static let whole: Set<String> = ["code", "jwt", "key", "pass", "sig", "token", "xapikey"]
    /// Names that end in `token` and hold none: places in lists, and what makes a request the same request.
    private static let harmlessTokens: Set<String> = [
        "berthtoken", "clienttoken", "continuationtoken", "idempotencytoken", "nextcontinuationtoken", "nextpagetoken",
        "nexttoken", "pagetoken",
    ]
    /// Whole names that hold a secret only in a query or a form: in JSON they name things.
    private static let onlyParameters: Set<String> = ["code", "key"]

    /// Whether the value of a JSON member or an XML element is secret.
    static func isSecret(member name: String) -> Bool {
        let plain = plain(name)
        return isSecret(plain) && !onlyParameters.contains(plain)
    }

    /// Whether the value of a parameter of a query or a form is secret.
    static func isSecret(parameter name: String) -> Bool { isSecret(plain(name)) }

    private static func isSecret(_ plain: String) -> Bool {
        if whole.contains(plain) || parts.contains(where: { plain.contains($0) }) { return true }
        return plain.hasSuffix("token") && !harmlessTokens.contains(plain)
    }

    private static func plain(_ name: String) -> String {
        String(decoding: name.lowercased().utf8.filter { $0 > 0x60 && $0 < 0x7B }, as: UTF8.self)
    }
}
