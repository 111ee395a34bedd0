public import Hosts

extension Sizing {
    public static func choose(
        for spec: HostSpec, rung: PlacementRung?, in catalog: CatalogIndex, capabilities: Capabilities
    ) throws(NoOffering) -> Offering { throw NoOffering(key: "cpu", message: "stub") }
    public static func offering(
        machineType: String, for spec: HostSpec, rung: PlacementRung?, in catalog: CatalogIndex,
        capabilities: Capabilities
    ) throws(NoOffering) -> Offering { throw NoOffering(key: "cpu", message: "stub") }
    public static func misfit(machineType: String, for spec: HostSpec, rung: PlacementRung?, in catalog: CatalogIndex)
        -> String?
    { nil }
}
extension CatalogIndex { public func gpuCount(ofMachineType name: String) -> Int { 0 } }
