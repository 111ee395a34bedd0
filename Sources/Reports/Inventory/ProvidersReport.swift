public import Diagnostics
public import Hosts
public import JSON

/// What each cloud can do, drawn from the one table that the planner reads too.
public enum ProvidersReport {
    /// A matrix with a line for each capability and a column for each cloud, ended by a line feed.
    public static func text(_ capabilities: [ProviderID: Capabilities], style: Style) -> String {
        let clouds = capabilities.sorted { $0.key < $1.key }
        guard !clouds.isEmpty else { return "No clouds.\n" }
        let rows = facts.map { fact in
            [Table.Cell(fact.key)] + clouds.map { cell(fact.value($0.value)) }
        }
        return Table([.init("CAPABILITY")] + clouds.map { .init($0.key.rawValue) }, rows: rows).text(style: style)
    }

    /// One object: `format_version`, `providers` with an object for each cloud.
    public static func json(_ capabilities: [ProviderID: Capabilities]) -> JSONValue {
        .object([
            "format_version": .string("1.0"),
            "providers": .object(
                capabilities.reduce(into: [:]) { out, cloud in
                    out[cloud.key.rawValue] = .object(
                        facts.reduce(into: [:]) { $0[$1.key] = $1.value(cloud.value) })
                }),
        ])
    }

    /// The matrix as a Markdown table, ended by a line feed.
    public static func markdown(_ capabilities: [ProviderID: Capabilities]) -> String {
        let clouds = capabilities.sorted { $0.key < $1.key }
        func row(_ cells: [String]) -> String {
            "| "
                + cells.map { $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") }
                .joined(separator: " | ") + " |\n"
        }
        // Globs would be taken for emphasis.
        func plain(_ text: String) -> String { text.contains("*") ? "`\(text)`" : text }
        return row(["capability"] + clouds.map(\.key.rawValue)) + row(Array(repeating: "---", count: clouds.count + 1))
            + facts.map { fact in
                row(["`\(fact.key)`"] + clouds.map { plain(cell(fact.value($0.value)).text) })
            }.joined()
    }

    /// A capability by its key in JSON, which is its name in the table too.
    private struct Fact: Sendable {
        let key: String
        let value: @Sendable (Capabilities) -> JSONValue

        init(_ key: String, _ value: @escaping @Sendable (Capabilities) -> JSONValue) {
            self.key = key
            self.value = value
        }
    }

    private static let facts: [Fact] =
        [
            Fact("region") { .string($0.region.rawValue) },
            Fact("default_region") { .optional($0.defaultRegion) },
            Fact("zone") { .string($0.zone.rawValue) },
            Fact("chooses_zone") { .bool($0.choosesZone) },
            Fact("gpu") { .bool($0.gpu) },
            Fact("spot") { .bool($0.spot) },
            Fact("stop") { .bool($0.stop) },
            Fact("restart") { .bool($0.restart) },
            Fact("hard_restart") { .bool($0.hardRestart) },
            Fact("stopped_bills") { .string($0.stoppedBills) },
            Fact("stopped_bills_in_full") { .bool($0.stoppedBillsInFull) },
            Fact("stop_keeps_address") { $0.stop ? .bool($0.stopKeepsAddress) : .null },
            Fact("machine_type_change") { .string($0.machineTypeChange.rawValue) },
            Fact("data_disk_growth") { .string($0.dataDiskGrowth.rawValue) },
            Fact("pricing_change") { .string($0.pricingChange.rawValue) },
            Fact("label_change") { .string($0.labelChange.rawValue) },
            Fact("tag_change") { .string($0.tagChange.rawValue) },
            Fact("metadata_change") { .string($0.metadataChange.rawValue) },
            Fact("persistent_disk") { .bool($0.persistentDisk) },
            Fact("ephemeral_disk") { .bool($0.ephemeralDisk) },
            Fact("labels") { .bool($0.labels) },
            Fact("tags") { .bool($0.tags) },
            Fact("ssh_key_required") { .bool($0.sshKeyRequired) },
            Fact("idempotency_token") { .bool($0.idempotencyToken) },
            Fact("list_filter") { .bool($0.listFilter) },
            Fact("visibility_seconds") { .int($0.visibility.components.seconds) },
            Fact("parallel") { .int($0.parallel) },
            Fact("user_data_limit") { .int($0.userDataLimit) },
            Fact("data_disk_gb_min") { .int($0.dataDiskGB.min) },
            Fact("data_disk_gb_max") { .int($0.dataDiskGB.max) },
            Fact("data_disk_gb_step") { .int($0.dataDiskGB.step) },
            Fact("boot_disk_included") { .bool($0.bootDiskIncluded) },
            Fact("boot_disk_gb") { .int($0.bootDiskGB.plain) },
            Fact("boot_disk_gb_with_gpu") { .int($0.bootDiskGB.gpu) },
            Fact("default_image") { .string($0.defaultImage) },
            Fact("disk_types") { .array($0.diskTypes.map { .string($0.rawValue) }) },
            Fact("option_keys") { .array($0.optionKeys.map(JSONValue.string)) },
            Fact("setting_keys") { .array($0.settingKeys.map(JSONValue.string)) },
        ] + limits

    /// What a cloud takes of a spec.
    private static let limits: [Fact] = [
        Fact("host_name_length") { .int($0.specLimits.hostName) },
        Fact("label_count") { $0.specLimits.labelCount.map { .int($0) } ?? .null },
        Fact("label_key_length") { .string(text($0.specLimits.labelKey)) },
        Fact("label_key_underscore") { .bool($0.specLimits.labelKeyUnderscore) },
        Fact("label_value_length") { .int($0.specLimits.labelValue) },
        Fact("metadata") { .bool($0.specLimits.metadata) },
        Fact("open_ports") { .bool($0.specLimits.openPorts) },
        Fact("subnet") { .bool($0.specLimits.subnet) },
        Fact("private_hosts") { .bool($0.specLimits.privateHosts) },
        Fact("boot_disk_gb_range") { .optional($0.specLimits.bootDiskGB.map { text($0.min...max($0.min, $0.max)) }) },
        Fact("disk_gb_by_type") {
            .array(
                $0.specLimits.diskGB.sorted { $0.key.rawValue < $1.key.rawValue }.map { type, limits in
                    .string("\(type.rawValue):\(limits.min)-\(limits.max)/\(limits.step)")
                })
        },
        Fact("disk_type_meaning") {
            .array(
                $0.specLimits.diskTypeMeaning.sorted { $0.key.rawValue < $1.key.rawValue }.map { word, meant in
                    .string("\(word.rawValue)=\(meant.rawValue)")
                })
        },
        Fact("local_disk_listed") { .bool($0.specLimits.localDiskIsListed) },
        Fact("image_forms") { .array($0.specLimits.imageForms.map(JSONValue.string)) },
        Fact("custom_families") { .array($0.specLimits.customFamilies.map(JSONValue.string)) },
    ]

    private static func text(_ range: ClosedRange<Int>) -> String { "\(range.lowerBound)-\(range.upperBound)" }

    private static func cell(_ value: JSONValue) -> Table.Cell {
        switch value {
        case .bool(let can): can ? Table.Cell("yes", .good) : Table.Cell("no", .dim)
        case .string(let text): Table.Cell(text)
        case .array(let items):
            items.isEmpty ? Table.Cell("-", .dim) : Table.Cell(items.compactMap(\.stringValue).joined(separator: " "))
        case .null: Table.Cell("-", .dim)
        case .number, .object: Table.Cell(value.compact)
        }
    }
}
