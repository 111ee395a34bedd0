public import Hosts
import JSON
import Synchronization

/// One Local cloud: what exists in it, in memory or in a file that many processes use at once.
///
/// Each call sees all that was acknowledged to anybody before it, and what it changes is kept whole or not at all,
/// whenever any process is killed.
public final class LocalWorld: Sendable {
    private let content: Mutex<Content>
    /// The world's file; nil in memory.
    public let path: String?

    private struct Content: ~Copyable, Sendable {
        var state = LocalState()
        var file: LocalWorldFile?
    }

    private init(path: String?) {
        self.path = path
        content = Mutex(Content(file: path.map { LocalWorldFile(path: $0) }))
    }

    /// A world that lives as long as its handle; providers share it by sharing the handle.
    public static func memory() -> LocalWorld { LocalWorld(path: nil) }

    /// A world kept in a file, made by the first call that changes something. Beside it are its change log
    /// (`.log.jsonl`) and its lock (`.lock`).
    public static func file(_ path: String) -> LocalWorld { LocalWorld(path: path) }

    /// Digest of all VMs, disks and used tokens: equal before and after whatever changes nothing. The counters of
    /// scripted faults are not part of it.
    public func digest() throws(ProviderError) -> Digest {
        try read { state throws(ProviderError) in
            var bare = LocalChange()
            bare.hosts = state.order.compactMap { state.hosts[$0] }
            bare.disks = state.disks.values.sorted { $0.number < $1.number }
            bare.tokens = state.tokens.values.sorted { $0.token < $1.token }
            return Digest(of: LocalWire.line(bare))
        }
    }

    /// Looks at the world as it is now.
    func read<Answer: Sendable>(
        _ body: (LocalState) throws(ProviderError) -> Answer
    ) throws(ProviderError) -> Answer {
        try run(toWrite: false) { state throws(ProviderError) in (LocalChange(), try body(state)) }
    }

    /// Decides on the world as it is now, keeps the change, and answers. Nobody else changes it in between; `body` must
    /// be short.
    func transact<Answer: Sendable>(
        _ body: (LocalState) throws(ProviderError) -> (change: LocalChange, answer: Answer)
    ) throws(ProviderError) -> Answer {
        try run(toWrite: true, body)
    }

    private func run<Answer: Sendable>(
        toWrite: Bool, _ body: (LocalState) throws(ProviderError) -> (change: LocalChange, answer: Answer)
    ) throws(ProviderError) -> Answer {
        let result: Result<Answer, ProviderError> = content.withLock { content in
            do throws(ProviderError) {
                try Self.enter(&content, toWrite: toWrite)
                defer { content.file?.leave() }
                let (change, answer) = try body(content.state)
                if !change.isEmpty { try Self.keep(change, &content) }
                return .success(answer)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func enter(_ content: inout Content, toWrite: Bool) throws(ProviderError) {
        do throws(LocalWorldFile.Failure) {
            try content.file?.enter(&content.state, toWrite: toWrite)
        } catch {
            throw error.shared
        }
    }

    private static func keep(_ change: LocalChange, _ content: inout Content) throws(ProviderError) {
        do throws(LocalWorldFile.Failure) {
            try content.file?.append(change, epoch: content.state.epoch)
            content.state.apply(change)
            content.file?.compactIfLong(&content.state)
        } catch {
            throw error.shared
        }
    }
}
