import Hosts
import JSON

/// Writes the file form: members of the file each on a line, rows of the lists each on a line of their own.
struct CatalogWriter {
    private let table: CatalogTable
    private var out: [UInt8] = []

    init(_ table: CatalogTable) { self.table = table }

    consuming func finish() -> [UInt8] {
        out = Array("{\n".utf8)
        member("currency", .string(table.currency))
        if let date = table.date { member("date", .string(date.description)) }
        list("disk_types", table.diskTypes.map(row))
        member("format_version", .int(CatalogFile.formatVersion))
        list("gpu_types", table.gpuTypes.map(row))
        list("images", table.images.map(row))
        list("machine_types", table.machineTypes.map(row))
        member("provider", .string(table.provider.rawValue))
        list("regions", table.regions.map(row))
        list("sources", table.sources.map(row), isLast: true)
        out += Array("}\n".utf8)
        return out
    }

    private mutating func member(_ name: String, _ value: JSONValue) {
        out += Array("\"\(name)\":\(value.compact),\n".utf8)
    }

    private mutating func list(_ name: String, _ rows: [JSONValue], isLast: Bool = false) {
        out += Array("\"\(name)\":[".utf8)
        for (index, row) in rows.enumerated() {
            out += Array((index == 0 ? "\n" : ",\n").utf8)
            out += row.text(pretty: false)
        }
        out += Array((rows.isEmpty ? "]" : "\n]").utf8)
        out += Array((isLast ? "\n" : ",\n").utf8)
    }

    private func row(_ region: CatalogTable.Region) -> JSONValue {
        object(["name": .string(region.name), "zones": region.zones.isEmpty ? nil : strings(region.zones)])
    }

    private func row(_ gpu: CatalogTable.GPU) -> JSONValue {
        object([
            "memory_gb": gpu.memoryGB.map { .int($0) }, "name": .string(gpu.name),
            "vendor_name": gpu.vendorName.map { .string($0) },
        ])
    }

    private func row(_ image: CatalogTable.Image) -> JSONValue {
        object([
            "architecture": .string(image.architecture), "gpu_drivers": image.gpuDrivers.map { .bool($0) },
            "min_disk_gb": image.minDiskGB == 0 ? nil : .int(image.minDiskGB), "name": .string(image.name),
            "regions": image.regions.map(strings),
        ])
    }

    private func row(_ disk: CatalogTable.Disk) -> JSONValue {
        var prices: [String: JSONValue] = [:]
        for price in disk.prices { prices[price.region] = Self.decimal(price.price) }
        return object([
            "max_gb": disk.limits.map { .int($0.max) }, "min_gb": disk.limits.map { .int($0.min) },
            "name": .string(disk.name), "price": prices.isEmpty ? nil : .object(prices),
            "step_gb": disk.limits.map { .int($0.step) }, "type": .string(disk.type.rawValue),
        ])
    }

    private func row(_ machine: CatalogTable.Machine) -> JSONValue {
        var places: [String: JSONValue] = [:]
        for offer in machine.offers {
            places[offer.region ?? CatalogTable.everywhere] = object([
                "price": offer.price.map(Self.decimal), "spot_price": offer.spotPrice.map(Self.decimal),
                "stock": offer.stock.map { .string($0.text) }, "zones": offer.zones.map(strings),
            ])
        }
        return object([
            "architecture": machine.architecture == "x86_64" ? nil : .string(machine.architecture),
            "cpu": .number(machine.cpu.description),
            "disk_types": machine.diskTypes.map { strings($0.map(\.rawValue)) },
            "gpu": machine.gpu.map { .object(["count": .int($0.count), "type": .string($0.type)]) },
            "in": .object(places),
            "local_disk_gb": machine.localDiskGB == 0 ? nil : .int(machine.localDiskGB),
            "name": .string(machine.name), "on_demand": machine.onDemand ? nil : .bool(false),
            "ram_gb": .number(machine.ramGB.description), "spot": machine.spot ? .bool(true) : nil,
        ])
    }

    private func row(_ source: CatalogTable.Source) -> JSONValue {
        object([
            "date": .string(source.date.description), "kinds": strings(source.kinds), "text": .string(source.text),
        ])
    }

    private func object(_ members: [String: JSONValue?]) -> JSONValue { .object(members.compactMapValues { $0 }) }

    private func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    /// The shortest decimal: no zeros behind the last digit that counts.
    private static func decimal(_ price: Money) -> JSONValue {
        var digits = Substring(price.amount)
        while digits.last == "0" { digits.removeLast() }
        if digits.last == "." { digits.removeLast() }
        return .string(String(digits))
    }
}
