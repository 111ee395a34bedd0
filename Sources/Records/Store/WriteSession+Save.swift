import Files
import Hosts

/// The steps of a save, in the order in which `saveAlone` takes them.
extension WriteSession {
    /// The state with the numbers of its next save.
    func nextState(_ state: FleetState) -> FleetState {
        var next = state
        next.serial = baseline.serial + 1
        next.journalEpoch = baseline.journalEpoch + 1
        next.writeID = random.writeID()
        next.createdBy = "berth \(Version.current)"
        return next
    }

    /// Waits for lines still under way, and tells the journal of the save. A journal that failed is not told: the save
    /// is then what makes its lines durable after all.
    func writeLastLines(_ next: FleetState, isLast: Bool) async {
        var events: [JournalEvent] = [.save(serial: next.serial, writeID: next.writeID)]
        if isLast { events.append(.runEnd) }
        guard journal.position.sequence > 1,
            let (_, ticket) = try? journal.stage(events, run: store.identity.run, time: store.now())
        else { return }
        try? await journal.commit(ticket)
    }

    /// Adds the ledger's lines. They come before the snapshot: lines that were added and whose snapshot then failed
    /// are met again by the next run, which knows them by their journal line.
    func writeLedger() {
        do {
            try Ledger.append(fold.ledger, to: store.paths.ledger)
            fold.clearLedger()
        } catch {
            addNotice("the ledger was not written: \(error)")
        }
    }

    /// Saves a state in place of the one last loaded or saved.
    func replaceSnapshot(with next: FleetState) async throws(RecordsError) {
        let bytes = StateDocument.encode(next)
        // What could not be read back must not take the place of what can.
        do { _ = try StateDocument.decode(bytes) } catch {
            throw .damagedState(path: "(not written)", fault: error, newest: nil)
        }
        let expected: ExpectedState =
            etag.map { .match($0, serial: baseline.serial, writeID: baseline.writeID) } ?? .absent
        etag = try await store.backend.save(
            Snapshot(bytes: bytes, serial: next.serial, writeID: next.writeID), replacing: expected)
    }

    /// Puts the folded journal away and starts one of the next epoch.
    func startEpoch(_ next: FleetState) {
        var position = JournalWriter.Position()
        do {
            try Self.moveJournal(store.paths, epoch: baseline.journalEpoch, run: store.identity.run)
        } catch {
            // Its lines are of an older epoch from now on, so new ones may follow them.
            position = journal.position
            addNotice("the journal was not put away: \(error)")
        }
        faults.reach(.journalMoved)
        baseline = next
        let ledger = fold.ledger
        fold = JournalFold(next)
        fold.keepLedger(ledger)
        journal = JournalWriter(
            path: store.paths.journal, epoch: next.journalEpoch, position: position, faults: faults)
    }

    /// Puts the journal of a run away that left the state as it was: the snapshot says all that it says.
    func putJournalAway() {
        guard etag != nil, journal.position.sequence > 1, fold.ledger.isEmpty else { return }
        do { try Self.moveJournal(store.paths, epoch: baseline.journalEpoch, run: store.identity.run) } catch {
            addNotice("the journal was not put away: \(error)")
        }
    }

    /// Writes the state that could not be saved under a name of its own.
    /// - Returns: its path; nil if that failed too.
    func writeEmergency(_ next: FleetState) -> String? {
        let path = store.paths.emergency(writeID: next.writeID)
        do {
            let file = try Descriptor(path, .createNew)
            try file.write(StateDocument.encode(next))
            try file.sync()
            try FileSystem.syncFolder(store.paths.folder)
            return path
        } catch {
            try? FileSystem.remove(path)
            return nil
        }
    }

    private static func moveJournal(_ paths: StatePaths, epoch: Int, run: String) throws(FileError) {
        guard FileSystem.kind(paths.journal) != nil else { return }
        try FileSystem.makeFolder(paths.runs)
        let name = "\(HistoryEntry.digits(epoch))-\(run).jsonl"
        try FileSystem.rename(paths.journal, to: FileSystem.join(paths.runs, name))
        try FileSystem.syncFolder(paths.folder)
        let old = try FileSystem.list(paths.runs).dropLast(Self.keptJournals)
        for name in old { try FileSystem.remove(FileSystem.join(paths.runs, name)) }
    }

    /// Journals kept in the history.
    private static let keptJournals = 100
}
