import Files
import Hosts

extension StateStore {
    /// Brings an earlier snapshot back, under a serial above every one seen, and puts the present journal away.
    ///
    /// What the present state and journal knew beyond the snapshot is lost to the state, not to the clouds: the next
    /// plan finds those VMs by their marks.
    /// - Returns: the state that is current now.
    public func restore(_ entry: HistoryEntry, lockTimeout: Duration = .zero) async throws(RecordsError) -> FleetState {
        let lock = try await lock(timeout: lockTimeout)
        let result: Result<FleetState, RecordsError>
        do throws(RecordsError) {
            result = .success(try await restoreLocked(entry))
        } catch {
            result = .failure(error)
        }
        await lock.release()
        return try result.get()
    }

    private func restoreLocked(_ entry: HistoryEntry) async throws(RecordsError) -> FleetState {
        var state = try await read(entry)
        guard state.fleet == paths.fleet else {
            throw .wrongFleet(path: entry.path, expected: paths.fleet, found: state.fleet)
        }
        let present = try await backend.load()
        let known = present.flatMap { try? StateDocument.decode($0.bytes) }
        let serials = try await history().map(\.serial) + [known?.serial ?? 0, state.serial]
        state.serial = (serials.max() ?? state.serial) + 1
        // Above every epoch that a journal at hand may have: there is at most one a save.
        state.journalEpoch = max(state.journalEpoch, known?.journalEpoch ?? 0) + Self.epochsSkipped
        state.writeID = random.writeID()
        state.createdBy = "berth \(Version.current)"
        var expected = ExpectedState.absent
        if let present {
            expected = .match(
                present.etag, serial: known?.serial ?? 0,
                writeID: known?.writeID ?? HistoryEntry.damaged + state.writeID)
        }
        _ = try await backend.save(
            Snapshot(bytes: StateDocument.encode(state), serial: state.serial, writeID: state.writeID),
            replacing: expected)
        try putJournalAway(as: "before-\(state.writeID)")
        return state
    }

    private static let epochsSkipped = 1000

    private func putJournalAway(as name: String) throws(RecordsError) {
        guard FileSystem.kind(paths.journal) != nil else { return }
        do {
            try FileSystem.makeFolder(paths.runs)
            try FileSystem.rename(paths.journal, to: FileSystem.join(paths.runs, "\(name).jsonl"))
            try FileSystem.syncFolder(paths.folder)
        } catch {
            throw .file(error)
        }
    }
}
