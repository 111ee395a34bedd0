import Hosts

/// Looks at everything that is kept of a fleet and says what is wrong with it, without changing anything.
public struct StateVerifier: Sendable {
    private let store: StateStore

    /// Verifies what a store keeps.
    public init(_ store: StateStore) { self.store = store }

    /// All findings: first the state and its journal, then the ledger, then the history. Empty if all is well.
    public func findings() async -> [Finding] {
        var findings: [Finding] = []
        var serial: Int?
        do throws(RecordsError) {
            let loaded = try await store.load()
            serial = loaded.snapshot.serial
            findings += loaded.notices.map { Finding(.note, "journal-tail", file: store.paths.journal, $0) }
            findings += StateInvariants.check(loaded.state, file: store.paths.state)
            findings += loaded.openIntents.map { intent in
                Finding(
                    .note, "intent-open", file: store.paths.journal,
                    "the outcome of \(intent.verb.rawValue) of \(intent.host) (\(intent.id)) is not known; "
                        + "the next apply finds it out")
            }
        } catch {
            findings.append(Finding(.error, Self.code(error), file: store.paths.state, "\(error)"))
        }
        do throws(RecordsError) { _ = try store.ledger() } catch {
            findings.append(Finding(.error, "ledger-damaged", file: store.paths.ledger, "\(error)"))
        }
        return findings + (await historyFindings(serial: serial))
    }

    private func historyFindings(serial: Int?) async -> [Finding] {
        let entries: [HistoryEntry]
        do { entries = try await store.history() } catch {
            return [Finding(.error, "history-unreadable", file: store.paths.history, "\(error)")]
        }
        var findings: [Finding] = []
        for entry in entries {
            if let serial, entry.serial > serial {
                findings.append(
                    Finding(
                        .error, "history-newer", file: entry.path,
                        "its serial \(entry.serial) is above the state's \(serial): the state file is an older copy"))
            }
            do throws(RecordsError) {
                let state = try await store.read(entry)
                if state.serial != entry.serial || state.writeID != entry.writeID {
                    findings.append(
                        Finding(.error, "history-name", file: entry.path, "it holds serial \(state.serial)"))
                }
            } catch {
                findings.append(Finding(.error, "history-damaged", file: entry.path, "\(error)"))
            }
        }
        return findings
    }

    private static func code(_ error: RecordsError) -> String {
        switch error {
        case .missingState: "state-missing"
        case .damagedJournal, .journalAhead: "journal-damaged"
        case .wrongFleet: "state-foreign"
        default: "state-unreadable"
        }
    }
}
