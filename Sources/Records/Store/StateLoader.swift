import Files
import Hosts

/// Reads a fleet's snapshot and journal and folds them together. Changes nothing.
struct StateLoader: Sendable {
    let backend: any StateBackend
    let paths: StatePaths
    let random: RandomSource

    /// Tries of a reader without a lock to catch snapshot and journal of one moment.
    private static let attempts = 5

    /// The state; safe against a writer at work, because a snapshot that changed meanwhile is read again.
    func load() async throws(RecordsError) -> LoadedState {
        var attempt = 1
        while true {
            let stored = try await backend.load()
            let journal = try journalBytes()
            let now = try await backend.load()
            if now?.etag == stored?.etag || attempt == Self.attempts {
                guard let stored else { return try await fresh(journal) }
                return try await loaded(stored, journal)
            }
            attempt += 1
        }
    }

    /// The newest history entry that decodes as a state of this fleet.
    func newestWhole() async -> HistoryEntry? {
        for entry in (try? await backend.history()) ?? [] {
            if let bytes = try? await backend.readHistory(entry), let state = try? StateDocument.decode(bytes),
                state.fleet == paths.fleet
            {
                return entry
            }
        }
        return nil
    }

    private func journalBytes() throws(RecordsError) -> [UInt8] {
        do {
            return try FileSystem.read(paths.journal)
        } catch  where error.isMissing {
            return []
        } catch {
            throw .file(error)
        }
    }

    /// The state of a fleet that has none, unless something shows that it had one: a run saves an empty state before
    /// it writes its first journal line, so a journal or a history without a state means that the state was lost.
    private func fresh(_ journal: [UInt8]) async throws(RecordsError) -> LoadedState {
        let newest = await newestWhole()
        if !journal.isEmpty {
            throw .missingState(path: paths.state, trace: "its journal \(paths.journal) is not empty", newest: newest)
        }
        if let newest {
            throw .missingState(path: paths.state, trace: "its history \(paths.history) is not empty", newest: newest)
        }
        let snapshot = FleetState(fleet: paths.fleet, lineage: random.lineage())
        return result(snapshot, etag: nil, size: 0, JournalScan())
    }

    private func loaded(_ stored: StoredState, _ journal: [UInt8]) async throws(RecordsError) -> LoadedState {
        let snapshot: FleetState
        do { snapshot = try StateDocument.decode(stored.bytes) } catch {
            throw .damagedState(path: backend.location, fault: error, newest: await newestWhole())
        }
        guard snapshot.fleet == paths.fleet else {
            throw .wrongFleet(path: backend.location, expected: paths.fleet, found: snapshot.fleet)
        }
        do {
            let scan = try JournalScan(journal, epoch: snapshot.journalEpoch)
            return result(snapshot, etag: stored.etag, size: stored.bytes.count, scan)
        } catch {
            switch error {
            case .damaged(let line, let reason):
                throw .damagedJournal(path: paths.journal, line: line, reason: reason)
            case .ahead(_, let epoch):
                throw .journalAhead(path: paths.journal, epoch: epoch, stateEpoch: snapshot.journalEpoch)
            }
        }
    }

    private func result(_ snapshot: FleetState, etag: ETag?, size: Int, _ scan: JournalScan) -> LoadedState {
        var fold = JournalFold(snapshot)
        for entry in scan.entries { fold.apply(entry) }
        var notices: [String] = []
        if scan.tornBytes > 0 {
            notices.append(
                "the last line of \(paths.journal) was never finished (\(scan.tornBytes) bytes) and is left out: "
                    + "a run was ended while writing it, before it acted on it")
        }
        return LoadedState(
            state: fold.result, notices: notices, isNew: etag == nil, snapshot: snapshot,
            etag: etag, size: size, fold: fold,
            position: .init(bytes: scan.goodBytes, link: scan.link, sequence: scan.nextSequence),
            tornBytes: scan.tornBytes)
    }
}
