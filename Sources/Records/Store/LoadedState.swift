/// A state as loaded: the snapshot with its journal folded in.
public struct LoadedState: Sendable {
    /// The state; its `pending` are the open intents.
    public let state: FleetState
    /// Things a person should be told once, such as a journal line that was never finished.
    public let notices: [String]
    /// Whether there is no state yet: `state` is then empty, with a fresh lineage.
    public let isNew: Bool
    /// The snapshot as it is in its file.
    let snapshot: FleetState
    let etag: ETag?
    /// Bytes of the snapshot.
    let size: Int
    /// The snapshot with the journal folded in.
    let fold: JournalFold
    let position: JournalWriter.Position
    /// Bytes of an unfinished line at the journal's end.
    let tornBytes: Int

    /// Cloud calls whose outcome is not known, oldest first: to be settled before anything new is planned.
    public var openIntents: [Intent] { state.pending }
}
