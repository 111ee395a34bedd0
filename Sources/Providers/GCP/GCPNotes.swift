import Synchronization

/// What was looked up once in a run.
final class GCPNotes: Sendable {
    private let images = Mutex<[String: String]>([:])
    private let offers = Mutex<[String: GCPOffer]>([:])
    private let isZonal = Mutex(false)

    /// The path of an image, by what was asked for.
    func image(_ key: String) -> String? { images.withLock { $0[key] } }
    /// Keeps the path of an image.
    func note(image path: String, for key: String) { images.withLock { $0[key] = path } }
    /// The zones that have a machine type.
    func offer(_ machineType: String) -> GCPOffer? { offers.withLock { $0[machineType] } }
    /// Keeps the zones that have a machine type.
    func note(_ offer: GCPOffer, of machineType: String) { offers.withLock { $0[machineType] = offer } }
    /// Whether the server turned out to have no lists over all zones.
    var listsByZone: Bool { isZonal.withLock { $0 } }
    /// Keeps that it has none.
    func noteListsByZone() { isZonal.withLock { $0 = true } }
}

/// Where a machine type is sold, as far as all zones could be asked.
struct GCPOffer: Sendable {
    /// Zones that have it, sorted.
    var zones: [String]
    /// Zones that could not be asked, sorted.
    var silent: [String]
}
