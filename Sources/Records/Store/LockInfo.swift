import Hosts
import JSON

/// What a lock says of its holder. For messages only: the kernel decides who holds the lock.
///
/// The seven members that Terraform's backends use, and `x` with ours.
public struct LockInfo: Hashable, Sendable {
    /// Random id of this holding.
    public var id: String
    /// The command, such as `apply`.
    public var operation: String
    /// `user@machine`.
    public var who: String
    /// Process id on that machine.
    public var pid: Int
    /// Version of the program.
    public var version: String
    /// When it was taken.
    public var created: Timestamp
    /// The state file.
    public var path: String
    /// Id of the run.
    public var run: String
    /// The kernel's id of the boot, if known.
    public var bootID: String?

    /// What a run writes into the lock it takes.
    public init(id: String, identity: RunIdentity, created: Timestamp, path: String) {
        self.id = id
        operation = identity.command
        who = identity.who
        pid = identity.pid
        version = Version.current
        self.created = created
        self.path = path
        run = identity.run
        bootID = identity.bootID
    }

    /// One line of JSON.
    public var text: [UInt8] {
        var writer = JSONWriter(pretty: false)
        writer.beginObject()
        writer.member("Created", created.description)
        writer.member("ID", id)
        writer.member("Info", "")
        writer.member("Operation", operation)
        writer.member("Path", path)
        writer.member("Version", version)
        writer.member("Who", who)
        writer.key("x")
        writer.beginObject()
        writer.member("boot_id", bootID)
        writer.member("pid", pid)
        writer.member("run", run)
        writer.endObject()
        writer.endObject()
        return writer.finish()
    }

    /// Reads what a holder wrote; nil if it is missing, half written or of another program.
    public init?(_ bytes: [UInt8]) {
        guard let root = try? JSONDocument(parsing: bytes).root, let id = root["ID"]?.string,
            let operation = root["Operation"]?.string, let who = root["Who"]?.string,
            let pid = root["x"]?["pid"]?.int, let created = root["Created"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.id = id
        self.operation = operation
        self.who = who
        self.pid = pid
        version = root["Version"]?.string ?? "?"
        self.created = created
        path = root["Path"]?.string ?? "?"
        run = root["x"]?["run"]?.string ?? "?"
        bootID = root["x"]?["boot_id"]?.string
    }
}
