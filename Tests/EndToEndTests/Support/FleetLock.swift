import Records

/// Holding a fleet's lock from outside the program, as another run would.
enum FleetLock {
    /// Runs a body while this process holds the lock.
    static func holding(_ folder: Folder, fleet: String, _ body: () async throws -> Void) async throws {
        let identity = RunIdentity(who: "tester@machine", run: "r-aaaaaaaaaaaa", command: "apply")
        let session = try await StateStore(folder: folder.state, fleet: fleet, identity: identity).open()
        do {
            try await body()
            try await session.close()
        } catch {
            try? await session.close()
            throw error
        }
    }
}
