public import Catalog
public import Hosts

/// The read half of a cloud: all that `plan`, `drift` and `status` are handed.
///
/// Access patterns. The observer calls `listHosts` once per account and run, and `getHost` only for recorded hosts that
/// the list did not show; so a plan of N hosts costs the list's pages plus a constant. `fetchCatalog` is called by
/// `berth catalog update` alone, and by sizing on the Local cloud, whose catalog is always at hand.
///
/// Implementation guidance. Nothing here may change anything in the cloud; the conformance suite asserts it from the
/// server's log. "Not there" is an answer (`nil`, an empty list), never an error; and an error is never "not there".
/// Read every page. Sort what you return, so that two runs print alike. Count each request on the meter.
public protocol HostReader: Sendable {
    /// Which cloud.
    var id: ProviderID { get }
    /// What it can do.
    var capabilities: Capabilities { get }

    /// Whether calls are made again after passing faults inside the adapter, request by request; then nobody repeats
    /// whole calls on top of that. False unless told: adapters that send through `CloudAPI` say true.
    var retriesReads: Bool { get }

    /// Every VM and disk that carries the fleet's mark, whatever its lineage: what another state made is shown as
    /// foreign, not hidden.
    func listHosts(fleet: String) async throws(ProviderError) -> FleetListing

    /// One VM by its ids.
    /// - Returns: what the cloud says, or nil if it says there is none.
    func getHost(_ runtime: HostRuntime) async throws(ProviderError) -> HostObservation?

    /// VMs that carry this fleet, uid and lineage in their mark: how recovery finds what an interrupted create made.
    func findHosts(mark: HostMark) async throws(ProviderError) -> [HostObservation]

    /// What the cloud offers, as sorted, normalized entries.
    func fetchCatalog() async throws(ProviderError) -> [CatalogEntry]

    /// What the account may do, by read-only calls: whether there are credentials and whether the cloud takes them first,
    /// then a call for each right that runs need. An adapter that needs no credentials leaves the default: one list.
    func checkAccess() async -> [AccessCheck]
}

extension HostReader {
    /// False: whoever calls repeats the call.
    public var retriesReads: Bool { false }

    /// One list, of a fleet that need not exist.
    public func checkAccess() async -> [AccessCheck] {
        do throws(ProviderError) {
            _ = try await listHosts(fleet: "doctor")
            return [AccessCheck(.call("list hosts"), .allowed(""))]
        } catch {
            return [AccessCheck(.call("list hosts"), .init(error))]
        }
    }
}
