import Synchronization

/// What closures of several tasks write down, in order.
final class Notebook<Entry: Sendable>: Sendable {
    private let entries = Mutex<[Entry]>([])

    func note(_ entry: Entry) { entries.withLock { $0.append(entry) } }

    var notes: [Entry] { entries.withLock { $0 } }
}
