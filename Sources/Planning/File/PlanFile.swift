public import Hosts
public import JSON

/// The saved form of a plan, which is also what `plan --format json` prints: canonical JSON, sorted, without secrets,
/// readable without Berth, and sealed by a digest.
///
/// Within a major `format_version` members are only added, and readers pass over those they do not know.
public enum PlanFile {
    /// The version written: `major.minor`.
    public static let formatVersion = "1.0"

    /// Why a file is not a plan that may be applied.
    public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// Not JSON, or not of a plan's shape.
        case malformed(JSONFault)
        /// Written by a version with another idea of what a plan is.
        case unsupportedVersion(String)
        /// The content is not what the digest was made of.
        case badDigest(stated: String, computed: Digest)

        /// What is wrong and what to do, without a full stop.
        public var description: String {
            switch self {
            case .malformed(let fault): "not a plan file: \(fault)"
            case .unsupportedVersion(let version):
                "the plan file has format version \(version), this Berth reads 1.x; plan again with this version"
            case .badDigest(let stated, let computed):
                "the plan file was changed after it was made: it says \(stated), its content is \(computed); plan again"
            }
        }
    }

    /// The digest that seals a plan: SHA-256 of its compact canonical JSON without the `digest` member.
    public static func digest(of plan: Plan) -> Digest {
        var writer = JSONWriter(pretty: false)
        plan.write(to: &writer, digest: nil)
        return Digest(of: writer.finish())
    }

    /// The plan as a file: pretty canonical JSON with its digest.
    public static func encode(_ plan: Plan) -> [UInt8] {
        var writer = JSONWriter(pretty: true)
        plan.write(to: &writer, digest: digest(of: plan))
        return writer.finish()
    }

    /// Reads a file that `encode` wrote. White space and the order of members do not matter, content does.
    public static func decode(_ bytes: [UInt8]) throws(Fault) -> Plan {
        let root: JSONNode
        let version: String
        do throws(JSONFault) {
            root = try JSONDocument(parsing: bytes).root
            try root.expectObject()
            version = try root.text("format_version")
        } catch {
            throw .malformed(error)
        }
        guard isSupported(version) else { throw .unsupportedVersion(version) }
        try checkDigest(root)
        do throws(JSONFault) {
            return try Plan(root)
        } catch {
            throw .malformed(error)
        }
    }

    private static func isSupported(_ version: String) -> Bool {
        version.split(separator: ".", omittingEmptySubsequences: false).first == "1"
    }

    private static func checkDigest(_ root: JSONNode) throws(Fault) {
        guard case .object(var members) = root.tree else { return }
        let stated = members.removeValue(forKey: "digest")?.stringValue ?? "nothing"
        let computed = Digest(of: JSONValue.object(members).text(pretty: false))
        guard stated == computed.description else { throw .badDigest(stated: stated, computed: computed) }
    }
}
