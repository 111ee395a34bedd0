extension CatalogEntry {
    /// The kinds of entries.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case region
        case zone
        case machineType = "machine_type"
        case gpuType = "gpu_type"
        case image
        case diskType = "disk_type"
        case price
        case stock
    }

    /// The kind.
    public var kind: Kind {
        switch payload {
        case .region: .region
        case .zone: .zone
        case .machineType: .machineType
        case .gpuType: .gpuType
        case .image: .image
        case .diskType: .diskType
        case .price: .price
        case .stock: .stock
        }
    }

    /// The order of every list of entries: by kind, then place, then name, each by UTF-8 bytes.
    public static func inCatalogOrder(_ left: Self, _ right: Self) -> Bool {
        let a = (left.kind.rawValue, left.scope.text, left.name)
        let b = (right.kind.rawValue, right.scope.text, right.name)
        if a.0 != b.0 { return CatalogEntry.precedes(a.0, b.0) }
        if a.1 != b.1 { return CatalogEntry.precedes(a.1, b.1) }
        return CatalogEntry.precedes(a.2, b.2)
    }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

extension CatalogEntry.Scope {
    /// `global`, `region/R` or `zone/Z`.
    public var text: String {
        switch self {
        case .global: "global"
        case .region(let name): "region/\(name)"
        case .zone(let name): "zone/\(name)"
        }
    }
}
