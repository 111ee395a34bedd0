import Catalog
import Hosts
import JSON
import Specs

/// Two small catalogs, and spec files with what a schema that has them must say.
enum SchemaCatalogSamples {
    static func schema(pinned: Bool = true) -> JSONValue {
        SpecSchema.document(with: [
            SchemaCatalog(lambda, isPinned: pinned), SchemaCatalog(gcp, isPinned: pinned),
        ])
    }

    static let gcp = CatalogTable(
        provider: .gcp,
        regions: [
            .init(name: "europe-west4", zones: ["europe-west4-a"]),
            .init(name: "us-west1", zones: ["us-west1-a", "us-west1-b"]),
        ],
        diskTypes: [.init(name: "pd-balanced", type: .balanced), .init(name: "pd-ssd", type: .ssd)],
        gpuTypes: [.init(name: "l4", vendorName: "nvidia-l4", memoryGB: 24)],
        images: [.init(name: "ubuntu-2404-lts", minDiskGB: 10)],
        machineTypes: [
            .init(
                name: "e2-standard-8", cpu: Quantity(8), ramGB: Quantity(32),
                offers: [
                    .init(region: "europe-west4", price: Money("0.30"), spotPrice: Money("0.10")),
                    .init(region: "us-west1", price: Money("0.27")),
                ]),
            .init(
                name: "g2-standard-4", cpu: Quantity(4), ramGB: Quantity(16), gpu: GPURequest(type: "l4", count: 1),
                offers: [.init(region: "us-west1")]),
            .init(
                name: "t2a-standard-1", cpu: Quantity(1), ramGB: Quantity(4), architecture: "arm64",
                offers: [.init(region: "us-west1")]),
        ])

    static let lambda = CatalogTable(
        provider: .lambda, regions: [.init(name: "us-east-1")], gpuTypes: [.init(name: "h100")],
        machineTypes: [
            .init(
                name: "gpu_1x_h100", cpu: Quantity(26), ramGB: Quantity(200), gpu: GPURequest(type: "h100", count: 1),
                offers: [.init(region: "us-east-1", price: Money("2.49"))])
        ])

    /// A spec file and the paths that are refused in it.
    struct Case: Sendable {
        var text: String
        var paths: [String] = []
        /// Line and column of what is refused, as an editor shows it; empty if nothing is.
        var place = ""

        /// - Parameter marked: the text, with a `@` before what is refused.
        init(_ marked: String, _ paths: [String] = []) {
            text = marked.filter { $0 != "@" }
            self.paths = paths
            guard let mark = marked.firstIndex(of: "@") else { return }
            let before = marked[..<mark].split(separator: "\n", omittingEmptySubsequences: false)
            place = "\(before.count):\((before.last?.count ?? 0) + 1)"
        }

        init(host: String, _ path: String? = nil) {
            self.init("fleet: f\nhosts:\n  h: \(host)\n", path.map { ["hosts/h\($0)"] } ?? [])
        }
    }

    static let own: [Case] = [
        Case(host: "{provider: gcp, region: us-west1, zone: us-west1-b, machine_type: e2-standard-8}"),
        Case(host: "{provider: gcp, region: @us-wets1}", "/region"),
        Case(host: "{provider: gcp, region: @us-east-1}", "/region"),
        Case(host: "{provider: lambda, region: us-east-1, gpu: h100}"),
        Case(host: "{provider: lambda, region: @us-west1}", "/region"),
        Case(host: "{provider: gcp, zone: @us-west1-c}", "/zone"),
        Case(host: "{provider: gcp, region: us-west1, zone: @europe-west4-a}", "/zone"),
        Case(host: "{provider: gcp, zone: europe-west4-a}"),
        Case(host: "{provider: gcp, region: null, zone: us-west1-a}"),
        Case(host: "{provider: gcp, machine_type: @e2-standrad-8}", "/machine_type"),
        Case(host: "{provider: gcp, machine_type: @gpu_1x_h100}", "/machine_type"),
        Case(host: "{provider: gcp, machine_type: n2-custom-4-8192}"),
        Case(host: "{provider: gcp, machine_type: custom-4-8192-ext}"),
        Case(host: "{provider: lambda, machine_type: @custom-4-8192}", "/machine_type"),
        Case(host: "{provider: gcp, machine_type: f1-micro, unmanaged: [machine_type]}"),
        Case(host: "{provider: gcp, gpu: l4}"), Case(host: "{provider: gcp, gpu: {type: l4, count: 2}}"),
        Case(host: "{provider: gcp, gpu: @h100}", "/gpu"),
        Case(host: "{provider: gcp, gpu: {type: @h100}}", "/gpu"),
        Case(host: "{provider: gcp, gpu: {count: 2}}"), Case(host: "{provider: gcp, gpu: null, zone: null}"),
        Case(host: "{provider: gcp, disk_type: ssd}"),
        Case(host: "{provider: gcp, disk_type: @standard}", "/disk_type"),
        Case(host: "{provider: gcp, disk_type: standard, storage: ephemeral}"),
        Case(host: "{provider: lambda, disk_type: standard}"),
        Case(host: "{provider: gcp, image: projects/p/global/images/i}"),
        Case(host: "{provider: aws, region: nowhere-1, machine_type: none, gpu: none}"),
        Case(host: "{provider: gcp, placement: [{region: us-west1}, {provider: lambda, region: us-east-1}]}"),
        Case(host: "{provider: gcp, placement: [{region: @us-east-1}]}", "/placement/0/region"),
        Case(host: "{provider: gcp, placement: [{provider: lambda, region: @us-west1}]}", "/placement/0/region"),
        Case(host: "{placement: [{provider: lambda, region: @us-west1}]}", "/placement/0/region"),
        Case(host: "{provider: gcp, placement: [{provider: aws, region: x-1}]}"),
        Case(host: "{provider: gcp, @zoen: us-west1-a}", ""),
    ]

    private static func defaults(_ defaults: String, _ hosts: String) -> String {
        "fleet: f\ndefaults: \(defaults)\nhosts: \(hosts)\n"
    }

    /// Files whose defaults matter.
    static let inherited: [Case] = [
        Case(defaults("{provider: gcp}", "{h: {region: us-west1}}")),
        Case(defaults("{provider: gcp}", "{h: {region: @us-east-1}}"), ["hosts/h/region"]),
        Case(defaults("{provider: gcp}", "{h: {provider: lambda, region: us-east-1}, i: }")),
        Case(defaults("{provider: gcp}", "{h: {provider: null, region: us-east-1}}")),
        Case(defaults("{provider: gcp}", "{h: {placement: [{region: @us-east-1}]}}"), ["hosts/h/placement/0/region"]),
        Case(defaults("{region: us-west1}", "{h: {provider: gcp}, i: {provider: lambda, region: us-east-1}}")),
        Case(defaults("{region: us-west1}", "{h: {region: anything, gpu: b999}}")),
        Case(defaults("{provider: aws}", "{h: {region: anything}}")),
        Case("hosts: {h: {region: anything, machine_type: any, gpu: {type: b999}, disk_type: standard}}\n"),
        // A default that some host inherits together with the provider.
        Case(defaults("{provider: gcp, region: @us-wets1}", "{h: {cpu: 2}}"), ["defaults/region"]),
        Case(defaults("{provider: gcp, region: @us-wets1}", "{h: }"), ["defaults/region"]),
        Case(defaults("{provider: gcp, machine_type: @mx}", "{h: {}}"), ["defaults/machine_type"]),
        Case(defaults("{provider: gcp, gpu: {type: @h100}}", "{h: {}}"), ["defaults/gpu"]),
        Case(defaults("{provider: gcp, zone: @us-west1-z}", "{h: {}}"), ["defaults/zone"]),
        // And those that none does.
        Case(defaults("{provider: gcp, region: us-east-1}", "{h: {provider: lambda}, i: {region: us-west1}}")),
        Case(
            defaults(
                "{provider: gcp, machine_type: mx}", "{h: {cpu: 2}, i: {gpu: l4}, j: {machine_type: e2-standard-8}}")),
        Case(
            defaults("{provider: gcp, gpu: {type: h100}}", "{h: {machine_type: e2-standard-8}, i: {gpu: {count: 2}}}")),
        Case(defaults("{provider: gcp, region: us-wets1}", "{}")),
        Case(defaults("{provider: gcp, region: us-wets1}", "")),
        Case("fleet: f\ndefaults: {provider: gcp, region: us-wets1}\n"),
        Case(defaults("{provider: gcp, region: us-west1}", "{h: {zone: europe-west4-a, region: europe-west4}}")),
        Case(defaults("", "{h: {provider: gcp}}")),
    ]
}
