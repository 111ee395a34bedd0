/// Lets so many in at once, first come, first served.
actor Turnstile {
    private let places: Int
    private var inside = 0
    private var waiting: [(id: Int, resume: CheckedContinuation<Bool, Never>)] = []
    private var lastID = 0

    /// Makes one with at least one place.
    init(places: Int) { self.places = max(1, places) }

    /// How many are inside.
    var occupied: Int { inside }
    /// How many wait.
    var queued: Int { waiting.count }

    /// Waits for a place. Whoever was let in calls `leave` afterwards.
    /// - Throws: `CancellationError` if the task was cancelled; it was not let in then.
    func enter() async throws {
        try Task.checkCancellation()
        if inside < places {
            inside += 1
            return
        }
        lastID += 1
        let id = lastID
        let admitted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: false)
                } else {
                    waiting.append((id, continuation))
                }
            }
        } onCancel: {
            Task { await self.abandon(id) }
        }
        if !admitted { throw CancellationError() }
    }

    /// Gives a place back; it goes straight to the next in line.
    func leave() {
        if waiting.isEmpty { inside -= 1 } else { waiting.removeFirst().resume.resume(returning: true) }
    }

    private func abandon(_ id: Int) {
        guard let place = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: place).resume.resume(returning: false)
    }
}
