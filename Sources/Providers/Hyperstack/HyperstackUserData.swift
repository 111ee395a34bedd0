/// The text that cloud-init is given.
///
/// A key pair holds one key; further keys go in as a second part. A start-up script alone is sent as it is.
enum HyperstackUserData {
    private static let boundary = "==berth-user-data=="

    /// The text, or nil if there is nothing to say.
    /// - Parameters:
    ///   - script: the start-up script or cloud-config, as given.
    ///   - moreKeys: public keys beside the key pair's.
    static func text(script: String?, moreKeys: [String]) -> String? {
        guard !moreKeys.isEmpty else { return script }
        let keys = "#cloud-config\nssh_authorized_keys:\n" + moreKeys.map { "  - \(quoted($0))\n" }.joined()
        guard let script else { return keys }
        let parts = [("text/cloud-config", keys), (type(of: script), script)]
        var out = "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\nMIME-Version: 1.0\n\n"
        for (type, text) in parts {
            out += "--\(boundary)\nContent-Type: \(type); charset=\"utf-8\"\nMIME-Version: 1.0\n"
            if type == "text/cloud-config" { out += "Merge-Type: list(append)+dict(recurse_array)+str()\n" }
            out += "\n\(text)" + (text.hasSuffix("\n") ? "" : "\n")
        }
        return out + "--\(boundary)--\n"
    }

    private static func type(of script: String) -> String {
        script.hasPrefix("#cloud-config") ? "text/cloud-config" : "text/x-shellscript"
    }

    /// A YAML string on one line.
    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars where scalar.value >= 0x20 {
            if scalar == "\"" || scalar == "\\" { out += "\\" }
            out.unicodeScalars.append(scalar)
        }
        return out + "\""
    }
}
