import Catalog
import Diagnostics
import Hosts
import JSON
import Planning
import Reports
import Testing

/// Reports about catalogs, from a small one made by hand.
@Suite struct CatalogReportTests {
    private static let table: CatalogTable = {
        var table = CatalogTable(provider: .gcp, date: CalendarDate("2026-05-01"))
        table.regions = [.init(name: "eu-1", zones: ["eu-1-a", "eu-1-b"]), .init(name: "us-1", zones: ["us-1-a"])]
        table.gpuTypes = [.init(name: "h100", vendorName: "nvidia-h100-80gb", memoryGB: 80)]
        table.images = [
            .init(name: "debian-13", minDiskGB: 10), .init(name: "ubuntu", architecture: "arm64", regions: ["eu-1"]),
        ]
        table.diskTypes = [
            .init(
                name: "pd-balanced", type: .balanced, limits: .init(min: 10, max: 65_536, step: 1),
                prices: [
                    .init(region: "eu-1", price: Money(nanos: 150_685)),
                    .init(region: "us-1", price: Money(nanos: 136_986)),
                ])
        ]
        table.machineTypes = [
            .init(
                name: "a3-1", cpu: Quantity(26), ramGB: Quantity(234), gpu: GPURequest(type: "h100", count: 1),
                spot: true,
                offers: [.init(region: "eu-1", zones: ["eu-1-b"], price: Money("11.06"), stock: .atLeast(2))]),
            .init(
                name: "a3-8", cpu: Quantity(208), ramGB: Quantity(1872), gpu: GPURequest(type: "h100", count: 8),
                onDemand: false, spot: true,
                offers: [.init(region: "us-1", spotPrice: Money("19.5"), stock: Stock.none)]),
            .init(
                name: "e2-2", cpu: Quantity(2), ramGB: Quantity(8),
                offers: [.init(region: "eu-1", price: Money("0.0737")), .init(region: "us-1", price: Money("0.067"))]),
            .init(
                name: "e2-4", cpu: Quantity(4), ramGB: Quantity(16),
                offers: [.init(region: "eu-1", price: Money("0.1475")), .init(region: "us-1", price: Money("0.134"))]),
            .init(
                name: "t2a, \"new\"", cpu: Quantity(4), ramGB: Quantity(16), architecture: "arm64",
                offers: [.init(region: "us-1")]),
        ]
        table.sources = [
            .init(date: day, kinds: ["machine_types", "prices"], text: "made by hand")
        ]
        return table
    }()

    private static let day: CalendarDate = {
        guard let day = CalendarDate("2026-05-01") else { preconditionFailure("a day that exists") }
        return day
    }()
    private static let origin = CatalogOrigin(
        provider: .gcp, origin: "shipped", date: day, age: 206, text: "gcp shipped 2026-05-01 (206 days old)")

    private func golden(_ value: JSONValue, _ name: String) throws {
        try expectGolden(String(decoding: value.text(), as: UTF8.self), name)
    }

    @Test func find() throws {
        let uses = ["train-01", "train-02", "train-03", "train-04"]
        let rows = CatalogQuery().find(in: [Self.table]).offers.map { offer in
            FoundOffer(offer, usedBy: offer.machineType == "a3-1" ? uses : offer.machineType == "e2-2" ? ["hub-1"] : [])
        }
        try expectGolden(CatalogFindReport.text(rows, pricing: .onDemand, style: .plain), "catalog-find.txt")
        try golden(CatalogFindReport.json(rows, pricing: .onDemand), "catalog-find.json")
        let csv = CatalogFindReport.csv(rows, pricing: .onDemand)
        #expect(csv.hasSuffix("\r\n"))
        #expect(csv.contains("\"t2a, \"\"new\"\"\""))
        try expectGolden(csv.replacing("\r\n", with: "␍\n"), "catalog-find.csv")
        var query = CatalogQuery()
        (query.pricing, query.gpu) = (.spot, "nvidia-h100-80GB")
        let spot = query.find(in: [Self.table]).offers.map { FoundOffer($0) }
        try expectGolden(CatalogFindReport.text(spot, pricing: .spot, style: .plain), "catalog-find-spot.txt")
        #expect(CatalogFindReport.text([], pricing: .spot, style: .plain) == "Nothing found.\n")
    }

    private static var newer: CatalogTable {
        var newer = table
        newer.machineTypes[2].offers[1].price = Money("0.07")
        newer.machineTypes.remove(at: 1)
        newer.diskTypes[0].prices[1].price = Money(nanos: 140_000)
        newer.diskTypes[0].prices.append(.init(region: CatalogTable.everywhere, price: Money(nanos: 96_774)))
        newer.images.append(.init(name: "windows"))
        return newer
    }

    @Test func updateAndDiff() throws {
        let diff = CatalogDiff(from: Self.table, to: Self.newer)
        let rows = [
            CatalogUpdateRow(provider: .aws, outcome: .written(rows: 14_123, diff: nil)),
            CatalogUpdateRow(provider: .gcp, outcome: .written(rows: 15, diff: diff)),
            CatalogUpdateRow(provider: .lambda, outcome: .failed("lambda: AUTH: the key\nwas refused")),
            CatalogUpdateRow(
                provider: .nebius, outcome: .written(rows: 1, diff: CatalogDiff(from: Self.table, to: Self.table))),
        ]
        try expectGolden(CatalogUpdateReport.text(rows, style: .plain), "catalog-update.txt")
        try golden(CatalogUpdateReport.json(rows), "catalog-update.json")
        var uses = CatalogUses()
        uses.insert(.machineType, "e2-2")
        uses.regions = ["us-1"]
        func comparison(_ shown: CatalogDiff, _ whole: CatalogDiff? = nil) -> CatalogComparison {
            CatalogComparison(
                provider: .gcp, old: "shipped 2026-05-01", new: "locked 2026-11-22", whole: whole ?? diff, shown: shown)
        }
        let same = CatalogDiff(from: Self.table, to: Self.table)
        let comparisons = [
            comparison(diff), comparison(diff.limited(to: uses)), comparison(same), comparison(same, same),
        ]
        try expectGolden(CatalogDiffReport.text(comparisons, style: .plain), "catalog-diff.txt")
        try golden(CatalogDiffReport.json([comparisons[1]]), "catalog-diff.json")
    }

    @Test func verifyAndShow() throws {
        let checks = [
            CatalogCheck(
                provider: .aws, rows: 14_123, summary: "aws locked 2026-11-01 (22 days old)", stale: ["prices"]),
            CatalogCheck(provider: .gcp, rows: nil, summary: "gcp", faults: ["gcp.json:3: a\u{1B}", "gcp.json:4: b"]),
        ]
        try expectGolden(CatalogVerifyReport.text(checks, style: .plain), "catalog-verify.txt")
        try golden(CatalogVerifyReport.json(checks), "catalog-verify.json")
        #expect(CatalogVerifyReport.text([], style: .plain).hasPrefix("No catalog is locked"))
        let summary = CatalogSummary(origin: Self.origin, table: Self.table, stale: ["prices", "zones"])
        var text = CatalogShowReport.detail(summary, style: .plain)
        for kind in CatalogRowsReport.kinds {
            text += "\n\(kind.rawValue):\n" + CatalogRowsReport.text(kind, of: Self.table, style: .plain)
        }
        try expectGolden(text, "catalog-show.txt")
        try golden(CatalogShowReport.json([summary]), "catalog-show.json")
        try golden(CatalogRowsReport.json(.machineType, of: Self.table), "catalog-rows.json")
    }

    private static func explanation(_ edit: (inout HostSpec) -> Void, record: HostRecord? = nil) -> HostExplanation {
        var spec = HostSpec(name: "hub-1", provider: .gcp)
        spec.region = "us-1"
        spec.diskGB = 100
        edit(&spec)
        let index = CatalogIndex(table)
        let capabilities = Capabilities()
        var out = HostExplanation(host: spec.name, fleet: "research", source: Samples.span("hosts/hub.yaml", 12))
        out.asked = [
            .init(key: "region", value: .string("us-1"), origin: Samples.span("berth.yaml", 4)),
            .init(key: "disk_gb", value: .int(100), origin: Samples.span("hosts/hub.yaml", 14)),
            .init(key: "pricing", value: .string("on_demand"), origin: nil),
        ]
        out.catalogs = [origin]
        for (number, rung) in ([nil] + spec.placement.map { $0 }).enumerated() {
            let result: Result<HostChoice, Sizing.NoOffering>
            do throws(Sizing.NoOffering) {
                result = .success(
                    try Planner.choice(
                        of: spec, on: rung, record: record, catalog: { _ in index }, capabilities: { _ in capabilities }
                    ))
            } catch {
                result = .failure(error)
            }
            out.rungs.append(.init(provider: .gcp, result: result, isExplained: number == 0))
        }
        out.candidates = (try? Sizing.candidates(for: spec, rung: nil, in: index, capabilities: capabilities)) ?? []
        if let offering = try? out.rungs[0].result.get().offering {
            out.parts = Sizing.priceParts(of: offering, for: spec, rung: nil, in: index, capabilities: capabilities)
        }
        return out
    }

    @Test func explain() throws {
        let ladder = [PlacementRung(region: "eu-1"), PlacementRung(region: "mars")]
        let new = Self.explanation { ($0.cpu, $0.placement) = (Quantity(1), ladder) }
        try expectGolden(ExplainText.text(new, all: false, style: .plain), "explain.txt")
        try golden(ExplainJSON.value(new), "explain.json")
        var record = HostRecord(uid: "k3f9q2ab", provider: .gcp)
        record.applied = HostConfiguration(
            region: "us-1", zone: "us-1-a", machineType: "e2-4", image: "debian-13", bootDiskGB: 20)
        let kept = Self.explanation({ $0.cpu = Quantity(1) }, record: record)
        let keptText = ExplainText.text(kept, all: false, style: .plain)
        #expect(keptText.contains("the host has it and it still fits; e2-2 would be taken for a new host"))
        #expect(keptText.contains("  =  e2-4"))
        record.applied?.machineType = "e2-2"
        let same = ExplainText.text(
            Self.explanation({ $0.cpu = Quantity(1) }, record: record), all: false, style: .plain)
        #expect(same.contains("the host has it, and it is what sizing takes"))
        let grown = ExplainText.text(
            Self.explanation({ $0.cpu = Quantity(4) }, record: record), all: false, style: .plain)
        #expect(grown.contains("the host has e2-2, which does not do any more: cpu: 4 does not fit e2-2 (2 vCPU)"))
        let nothing = ExplainText.text(Self.explanation { $0.cpu = Quantity(400) }, all: false, style: .plain)
        #expect(nothing.contains("Chosen:\n  nothing: no machine type in region `us-1` satisfies cpu 400\n"))
        #expect(nothing.contains("Candidates (0 of 4 fit):"))
    }

    @Test func hostsThatCannotBeStoppedHaveNoStoppedPrice() {
        var fixed = Self.explanation { $0.cpu = Quantity(1) }
        fixed.stops = false
        let text = ExplainText.text(fixed, all: true, style: .plain)
        #expect(text.contains(", cannot be stopped\n"))
        #expect(!text.contains(", stopped $"))
    }
}
